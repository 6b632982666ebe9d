package io.github.metastone4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metastone4j.search.StepSearch.Kind;
import org.junit.jupiter.api.Test;

class SearchKindTest {

    @Test
    void aSearchIsKnownByItsNameAndIsTheUsualOneWhereNothingIsSaid() {
        assertThat(Kind.parse("beam").of(null)).isEqualTo(BeamSearch.STANDARD);
        assertThat(Kind.parse("Tree").of(null)).isEqualTo(TreeSearch.STANDARD);
        assertThat(Kind.BEAM.of(3)).isEqualTo(new BeamSearch(3));
        assertThat(Kind.TREE.of(3)).isEqualTo(new TreeSearch(3, TreeSearch.STANDARD.exploration(), null));
    }

    @Test
    void whatIsNoSearchIsRefused() {
        assertThatThrownBy(() -> Kind.parse("depth")).hasMessage("search is 'depth'; it must be beam or tree");
        assertThatThrownBy(() -> Kind.BEAM.of(1)).hasMessageContaining("expansion is 1");
        assertThatThrownBy(() -> Kind.TREE.of(1)).hasMessageContaining("expansion is 1");
    }
}
