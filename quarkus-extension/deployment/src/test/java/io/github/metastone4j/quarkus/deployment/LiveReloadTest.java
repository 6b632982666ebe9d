package io.github.metastone4j.quarkus.deployment;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.QuarkusDevModeTest;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

public class LiveReloadTest {

    @RegisterExtension
    static final QuarkusDevModeTest APP = new QuarkusDevModeTest()
            .withApplicationRoot(jar -> jar.addClass(Question.class)
                    .addAsResource(
                            new StringAsset(
                                    """
                                    quarkus.langchain4j.metastone.chat-model.trajectories=2
                                    quarkus.devservices.enabled=false
                                    # The Dev UI looks for containers when it ends, here without Docker.
                                    quarkus.log.category."io.quarkus.deployment.builditem".level=OFF
                                    """),
                            "application.properties"));

    @Test
    public void a_model_answers_after_its_class_and_its_configuration_have_changed() {
        assertThat(get("/question").asString()).startsWith("k=2: ").contains("51");

        APP.modifySourceFile(Question.class, source -> source.replace("k=", "trajectories="));
        assertThat(get("/question").asString()).startsWith("trajectories=2: ").contains("51");

        APP.modifyResourceFile("application.properties", keys -> keys.replace("trajectories=2", "trajectories=3"));
        assertThat(get("/question").asString()).startsWith("trajectories=3: ").contains("51");
    }
}
