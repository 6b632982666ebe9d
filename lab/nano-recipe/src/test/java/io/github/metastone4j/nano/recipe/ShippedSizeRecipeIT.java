package io.github.metastone4j.nano.recipe;

import org.junit.jupiter.api.Tag;

/** What holds for a small model holds for one of the shipped size. */
@Tag("slow")
class ShippedSizeRecipeIT extends NanoRecipeIT {

    @Override
    NanoRecipe.Size size() {
        return NanoRecipe.Size.shipped();
    }
}
