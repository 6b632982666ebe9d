package io.github.metastone4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metastone4j.search.StepSearch.Kind;
import org.junit.jupiter.api.Test;

class SearchKindTest {

    @Test
    void aSearchIsKnownByItsNameAndIsTheUsualOneWhereNothingIsSaid() {
        assertThat(Kind.parse("beam").of(null, null)).isEqualTo(BeamSearch.STANDARD);
        assertThat(Kind.parse("Tree").of(null, null)).isEqualTo(TreeSearch.STANDARD);
        assertThat(Kind.BEAM.of(3, 500)).as("a beam has no budget of its own").isEqualTo(new BeamSearch(3));
        assertThat(Kind.TREE.of(3, 500)).isEqualTo(new TreeSearch(3, TreeSearch.STANDARD.exploration(), 500));
    }

    @Test
    void whatIsNoSearchIsRefused() {
        assertThatThrownBy(() -> Kind.parse("depth")).hasMessage("search is 'depth'; it must be beam or tree");
        assertThatThrownBy(() -> Kind.BEAM.of(1, null)).hasMessageContaining("expansion is 1");
        assertThatThrownBy(() -> Kind.TREE.of(null, 0)).hasMessageContaining("tokenBudget is 0");
    }
}
