package io.github.metastone4j.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What the processor is good at. */
public final class Processor {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final Pattern BFLOAT16 = Pattern.compile("\\b(avx512_bf16|amx_bf16|bf16)\\b");

    private Processor() {}

    /**
     * Whether it is one for which libtorch comes with MKL, whose float32 products of few rows round otherwise than those of many;
     * with oneDNN, which is always there as well, they don't.
     */
    static boolean isX86() {
        String name = System.getProperty("os.arch", "");
        return name.equals("amd64") || name.equals("x86_64");
    }

    /**
     * Whether it multiplies bfloat16 matrices in hardware (AVX512-BF16, AMX, or Arm's BF16). Only Linux tells; elsewhere
     * the answer is no, and a user who knows better sets the type.
     */
    public static boolean computesInBfloat16() {
        try {
            return Files.isReadable(CPU_INFO)
                    && BFLOAT16.matcher(Files.readString(CPU_INFO)).find();
        } catch (IOException e) {
            return false;
        }
    }
}
