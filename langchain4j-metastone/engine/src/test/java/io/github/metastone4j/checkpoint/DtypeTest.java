package io.github.metastone4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class DtypeTest {

    @Test
    void config_spellings_are_understood_with_and_without_torch() {
        assertThat(Dtype.parse("float32")).isEqualTo(Dtype.FLOAT32);
        assertThat(Dtype.parse("torch.float16")).isEqualTo(Dtype.FLOAT16);
        assertThat(Dtype.parse("torch.bfloat16")).isEqualTo(Dtype.BFLOAT16);
    }

    @Test
    void any_other_spelling_is_refused_with_what_can_be_used() {
        assertThatThrownBy(() -> Dtype.parse("float64"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dtype 'float64' is not supported; use float32, float16 or bfloat16");
    }

    @Test
    void halves_widen_exactly() {
        assertThat(Dtype.FLOAT16.decode(shorts(0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x83ff, 0x0000, 0x3555)))
                .containsExactly(1, -2, 65504, 0x1p-14f, 0x1p-24f, -0x1.ff8p-15f, 0, 0.333251953125f);
        assertThat(Dtype.FLOAT16.decode(shorts(0x7c00, 0xfc00, 0x7e00, 0x8000)))
                .containsExactly(Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, -0f);
    }

    @Test
    void bfloat16_is_the_upper_half_of_a_float() {
        assertThat(Dtype.BFLOAT16.decode(shorts(0x3f80, 0xc040, 0x7f80, 0x0001)))
                .containsExactly(1, -3, Float.POSITIVE_INFINITY, Float.intBitsToFloat(0x10000));
    }

    private static ByteBuffer shorts(int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            buffer.putShort((short) value);
        }
        return buffer.flip();
    }
}
