package io.github.metastone4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.pytorch.engine.PtNDArray;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TorchSourceTest {

    private static final String TWICE =
            """
            def twice(x: Tensor) -> Tensor:
                return x + x

            class Below(Module):
                def eightfold(self, x: Tensor) -> Tensor:
                    return x.nosuchmethod()
            """;

    private static final String ABOVE =
            """
            class Above(Module):
                def fourfold(self, x: Tensor) -> Tensor:
                    return twice(twice(x))
            """;

    @Test
    void aFileUsesWhatTheOneBelowItDefinesAndItsModuleAloneIsMade() {
        var source = new TorchSource(List.of(TWICE), "Below", Map.of()).with(ABOVE, "Above", Map.of());

        try (Kernels kernels = Kernels.compile(source);
                var scope = kernels.newManager()) {
            var x = (PtNDArray) scope.create(new float[] {3});
            assertThat(kernels.tensor(scope, "fourfold", x).toFloatArray()).containsExactly(12);
        }
    }

    @Test
    void aNameThatTwoFilesDefineIsRefused() {
        var source = new TorchSource(List.of(TWICE), "Below", Map.of());

        assertThatThrownBy(() -> source.with(ABOVE + TWICE, "Above", Map.of()))
                .hasMessage("the TorchScript source defines 'twice' twice; rename one, or use the one that is there");
    }

    @Test
    void aModuleThatNoFileHasIsRefused() {
        assertThatThrownBy(() -> new TorchSource(List.of(TWICE), "Above", Map.of()))
                .hasMessage("the TorchScript source has no class Above(Module); name one that it has");
    }

    @Test
    void servingCompilesNothingThatTrains() {
        String code = new String(TorchSource.decoding().archive(), StandardCharsets.ISO_8859_1);

        assertThat(code).contains("def sample(").doesNotContain("torch.grad(", "def adamw(", "requires_grad_");
    }
}
