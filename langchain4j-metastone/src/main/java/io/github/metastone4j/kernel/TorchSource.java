package io.github.metastone4j.kernel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Turns TorchScript source into the archive that libtorch compiles when it loads it, much as a shader is compiled at
 * start. No Python takes part.
 *
 * <p>An archive is a zip of stored entries: the source in the dialect libtorch itself writes (names of the file's own
 * classes and functions qualified with {@code __torch__}, the type of {@code self} spelled out) and a pickled instance
 * of its one module.
 */
final class TorchSource {

    private static final Pattern DEFINITION = Pattern.compile("(?m)^(?:class|def) (\\w+)");
    private static final Pattern CLASS = Pattern.compile("(?m)^class (\\w+)(\\(Module\\))?:\\n");

    private TorchSource() {}

    /**
     * @param source classes and functions, one of the classes a {@code Module}
     * @param lists the module's attributes; each is an empty list at first
     */
    static byte[] archive(String source, Map<String, String> lists) {
        Matcher module = Pattern.compile("class (\\w+)\\(Module\\)").matcher(source);
        if (!module.find()) {
            throw new IllegalArgumentException("the TorchScript source has no class that extends Module");
        }
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            put(zip, "m/data.pkl", pickledInstance(module.group(1), lists));
            put(zip, "m/code/__torch__.py", qualified(source, lists).getBytes(StandardCharsets.UTF_8));
            put(zip, "m/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
            put(zip, "m/version", "10\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String qualified(String source, Map<String, String> lists) {
        Set<String> own = new HashSet<>();
        Matcher definition = DEFINITION.matcher(source);
        while (definition.find()) {
            own.add(definition.group(1));
        }
        String names = String.join("|", own);
        String result = source.replaceAll("(?<!class )(?<!def )(?<![\\w.])(" + names + ")\\b", "__torch__.$1");

        var typed = new StringBuilder();
        String current = "";
        for (String line : result.split("\n", -1)) {
            Matcher start = CLASS.matcher(line + "\n");
            if (start.matches()) {
                current = start.group(1);
                typed.append(line).append('\n');
                if (start.group(2) != null) {
                    typed.append("    __parameters__ = []\n    __buffers__ = []\n    training: bool\n");
                    lists.forEach((name, type) -> typed.append("    " + name + ": List[__torch__." + type + "]\n"));
                }
                continue;
            }
            typed.append(line.startsWith("    def ") ? line.replace("(self", "(self: __torch__." + current) : line)
                    .append('\n');
        }
        return typed.toString();
    }

    /** Pickle, protocol 2: {@code Name.__new__(Name)} with the state {@code {'training': False, list: [], ...}}. */
    private static byte[] pickledInstance(String name, Map<String, String> lists) throws IOException {
        var pickle = new ByteArrayOutputStream();
        pickle.write(new byte[] {(byte) 0x80, 2});
        pickle.write(("c__torch__\n" + name + "\n)").getBytes(StandardCharsets.US_ASCII));
        pickle.write(0x81);
        pickle.write("}(".getBytes(StandardCharsets.US_ASCII));
        text(pickle, "training");
        pickle.write(0x89);
        for (String list : lists.keySet()) {
            text(pickle, list);
            pickle.write(']');
        }
        pickle.write("ub.".getBytes(StandardCharsets.US_ASCII));
        return pickle.toByteArray();
    }

    private static void text(ByteArrayOutputStream pickle, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        pickle.write('X');
        pickle.write(new byte[] {(byte) bytes.length, 0, 0, 0});
        pickle.write(bytes);
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        var checksum = new CRC32();
        checksum.update(content);
        var entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
