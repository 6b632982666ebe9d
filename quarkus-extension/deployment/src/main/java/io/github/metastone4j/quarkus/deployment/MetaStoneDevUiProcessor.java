package io.github.metastone4j.quarkus.deployment;

import dev.langchain4j.model.chat.StreamingChatModel;
import io.github.metastone4j.quarkus.runtime.MetaStoneDevUiService;
import io.quarkus.arc.deployment.UnremovableBeanBuildItem;
import io.quarkus.deployment.IsLocalDevelopment;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.devui.spi.JsonRPCProvidersBuildItem;
import io.quarkus.devui.spi.page.CardPageBuildItem;
import io.quarkus.devui.spi.page.Page;

/** The extension's card and page in the Dev UI. Their files are in {@code dev-ui} among this module's resources. */
final class MetaStoneDevUiProcessor {

    @BuildStep(onlyIf = IsLocalDevelopment.class)
    CardPageBuildItem card() {
        CardPageBuildItem card = new CardPageBuildItem();
        card.setCustomCard("qwc-metastone-card.js");
        card.addPage(Page.webComponentPageBuilder()
                .title("Trajectories")
                .icon("font-awesome-solid:bars-staggered")
                .componentLink("qwc-metastone-trajectories.js"));
        return card;
    }

    @BuildStep(onlyIf = IsLocalDevelopment.class)
    JsonRPCProvidersBuildItem service() {
        return new JsonRPCProvidersBuildItem(MetaStoneDevUiService.class);
    }

    /** The page asks them by name, which Quarkus doesn't see: it would remove those that the application doesn't use. */
    @BuildStep(onlyIf = IsLocalDevelopment.class)
    UnremovableBeanBuildItem streamingChatModels() {
        return UnremovableBeanBuildItem.beanTypes(StreamingChatModel.class);
    }
}
