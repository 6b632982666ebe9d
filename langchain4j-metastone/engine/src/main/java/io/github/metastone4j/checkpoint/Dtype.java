package io.github.metastone4j.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** The element types a checkpoint's weights may have. */
public enum Dtype {
    FLOAT32("F32", "float32", 4, 6),
    FLOAT16("F16", "float16", 2, 5),
    BFLOAT16("BF16", "bfloat16", 2, 15);

    private final String safetensorsName;
    private final String configName;
    private final int bytes;
    private final int torchCode;

    Dtype(String safetensorsName, String configName, int bytes, int torchCode) {
        this.safetensorsName = safetensorsName;
        this.configName = configName;
        this.bytes = bytes;
        this.torchCode = torchCode;
    }

    /** The spelling in a safetensors header: {@code F32}, {@code F16} or {@code BF16}. */
    public String safetensorsName() {
        return safetensorsName;
    }

    /** The spelling in config.json: {@code float32}, {@code float16} or {@code bfloat16}. */
    public String configName() {
        return configName;
    }

    /** Bytes per element. */
    public int bytes() {
        return bytes;
    }

    /** The number libtorch knows this type by ({@code c10::ScalarType}). */
    public int torchCode() {
        return torchCode;
    }

    /**
     * The type that config.json spells {@code bfloat16} or {@code torch.bfloat16}.
     *
     * @throws IllegalArgumentException if it is none of ours
     */
    public static Dtype parse(String spelling) {
        String name = spelling.startsWith("torch.") ? spelling.substring("torch.".length()) : spelling;
        for (Dtype dtype : values()) {
            if (dtype.configName.equals(name)) {
                return dtype;
            }
        }
        throw new IllegalArgumentException(
                "dtype '" + spelling + "' is not supported; use float32, float16 or bfloat16");
    }

    /** The type that a safetensors header spells so, or null if it is none of ours. */
    static @Nullable Dtype ofSafetensors(String spelling) {
        for (Dtype dtype : values()) {
            if (dtype.safetensorsName.equals(spelling)) {
                return dtype;
            }
        }
        return null;
    }

    /** Widens the remaining little-endian bytes to floats; every value of every type is exact in a float. */
    public float[] decode(ByteBuffer data) {
        ByteBuffer source = data.slice().order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[source.remaining() / bytes];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (this) {
                case FLOAT32 -> source.getFloat(4 * i);
                case FLOAT16 -> halfToFloat(source.getShort(2 * i));
                case BFLOAT16 -> Float.intBitsToFloat(source.getShort(2 * i) << 16);
            };
        }
        return values;
    }

    /** IEEE 754 binary16: 1 sign, 5 exponent (bias 15) and 10 mantissa bits. */
    private static float halfToFloat(short half) {
        int sign = half & 0x8000;
        int exponent = (half >> 10) & 0x1f;
        int mantissa = half & 0x3ff;
        if (exponent == 0) { // zero or subnormal: mantissa * 2^-24
            float magnitude = mantissa * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        int wideExponent = exponent == 0x1f ? 0xff : exponent - 15 + 127;
        return Float.intBitsToFloat(sign << 16 | wideExponent << 23 | mantissa << 13);
    }
}
