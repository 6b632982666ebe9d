package io.github.metastone4j.kernel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * TorchScript source, and the archive of it that libtorch compiles when it loads it, much as a shader is compiled at start.
 * No Python takes part.
 *
 * <p>An archive is a zip of stored entries: the source in the dialect libtorch itself writes (names of its own classes and
 * functions qualified with {@code __torch__}, the type of {@code self} spelled out) and a pickled instance of one module.
 * libtorch compiles what that module leads to, and nothing else.
 *
 * <p>Internal: public for the training code, whose source stands on {@link #decoding}.
 *
 * @param files the text of each file: classes and functions, which may use those of the other files
 * @param module the class of which there is an instance; it says {@code (Module)}
 * @param lists the instance's attributes, each with the class of its elements; they are empty lists at first
 */
public record TorchSource(List<String> files, String module, Map<String, String> lists) {

    private static final Pattern DEFINITION = Pattern.compile("(?m)^(?:class|def) (\\w+)");
    private static final Pattern CLASS = Pattern.compile("(?m)^class (\\w+)(?:\\(Module\\))?:\\n");

    /** Refuses a module that no file has, and a name that stands for two things: libtorch would take the last. */
    public TorchSource {
        files = List.copyOf(files);
        lists = Map.copyOf(lists);
        String head = "class " + module + "(Module):\n";
        if (files.stream().noneMatch(file -> file.contains(head))) {
            throw new IllegalArgumentException(
                    "the TorchScript source has no class " + module + "(Module); name one that it has");
        }
        Set<String> names = new HashSet<>();
        for (String file : files) {
            Matcher definition = DEFINITION.matcher(file);
            while (definition.find()) {
                if (!names.add(definition.group(1))) {
                    throw new IllegalArgumentException("the TorchScript source defines '" + definition.group(1)
                            + "' twice; rename one, or use the one that is there");
                }
            }
        }
    }

    /** {@code decode.py}: what decodes, and all that serving compiles. */
    public static TorchSource decoding() {
        String file = "decode.py";
        return new TorchSource(List.of(text(file, TorchSource.class.getResourceAsStream(file))), "Serving", Map.of());
    }

    /** The same with one file more, which may use what is here, and with a module of that file. */
    public TorchSource with(String file, String itsModule, Map<String, String> itsLists) {
        return new TorchSource(Stream.concat(files.stream(), Stream.of(file)).toList(), itsModule, itsLists);
    }

    /**
     * The text of a source file.
     *
     * @param resource as the class beside it has it; this closes it
     */
    public static String text(String name, @Nullable InputStream resource) {
        try (resource) {
            if (resource == null) {
                throw new IllegalStateException(name + " is missing from the jar; is it built whole?");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] archive() {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            put(zip, "m/data.pkl", pickledInstance());
            put(zip, "m/code/__torch__.py", qualified().getBytes(StandardCharsets.UTF_8));
            put(zip, "m/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
            put(zip, "m/version", "10\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private String qualified() {
        String source = String.join("\n\n", files);
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
                if (current.equals(module)) {
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
    private byte[] pickledInstance() throws IOException {
        var pickle = new ByteArrayOutputStream();
        pickle.write(new byte[] {(byte) 0x80, 2});
        pickle.write(("c__torch__\n" + module + "\n)").getBytes(StandardCharsets.US_ASCII));
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
