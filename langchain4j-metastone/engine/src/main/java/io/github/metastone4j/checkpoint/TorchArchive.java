package io.github.metastone4j.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A state dict as torch.save writes it since PyTorch 1.6: a zip archive of {@code <any>/data.pkl}, which describes the
 * tensors, and {@code <any>/data/<key>}, which are their bytes, stored uncompressed. The tensors are located, not read,
 * and no code in the pickle is run.
 */
public final class TorchArchive {

    private static final String PICKLE = "/data.pkl";
    private static final int MAX_PICKLE = 1 << 20;

    /** What a run's rank saved describes the parts of all other ranks as well. */
    private static final int MAX_LARGE_PICKLE = 1 << 25;

    private final Path file;
    private final String name;
    private final StoredZip zip;
    private final String folder;

    private TorchArchive(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.name = file.getFileName().toString();
        this.zip = StoredZip.read(name, channel);
        this.folder = onlyFolder();
    }

    /**
     * The tensors of the state dict by name, each a byte range of the file.
     *
     * @throws MissingCheckpointException if there is no such file
     * @throws CheckpointException if it is not a state dict of contiguous float32, float16 or bfloat16 tensors, or names
     *     anything but tensors
     */
    public static Map<String, StoredTensor> read(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            return new TorchArchive(file, channel).tensors();
        } catch (NoSuchFileException e) {
            throw new MissingCheckpointException(file + " does not exist; is the download complete?");
        } catch (IOException e) {
            throw new CheckpointException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Some values of a dict that may hold more than tensors; its other values do not matter.
     *
     * @param classes that the pickle may name besides those of tensors, as {@code module.name}, and functions. None of
     *     them is called; what they would make is recorded as a {@link Pickled.Inert}.
     * @param choose which of the names to look at
     * @param reader makes something of a chosen value
     * @throws CheckpointException if it is no dict, names another class, or the reader cannot use a chosen value
     */
    public static <T> Chosen<T> read(
            Path file, Set<String> classes, UnaryOperator<Set<String>> choose, ValueReader<T> reader) {
        try (FileChannel channel = FileChannel.open(file)) {
            return new TorchArchive(file, channel).chosen(classes, choose, reader);
        } catch (NoSuchFileException e) {
            throw new MissingCheckpointException(file + " does not exist; is the download complete?");
        } catch (IOException e) {
            throw new CheckpointException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * What was read of some values of a dict.
     *
     * @param names of all it holds
     * @param values those that were chosen, by name
     */
    public record Chosen<T>(Set<String> names, Map<String, T> values) {}

    /** Makes something of a value in a dict. */
    @FunctionalInterface
    public interface ValueReader<T> {

        /**
         * Reads one value.
         *
         * @param value a {@link Pickled}, or a plain text, number, list or map
         * @param locator finds the bytes of tensors in it
         * @throws CheckpointException if the value is not what it should be
         */
        T read(String name, @Nullable Object value, Locator locator) throws IOException;
    }

    /** Finds a tensor's bytes in the archive. */
    @FunctionalInterface
    public interface Locator {

        /**
         * Where the tensor lies.
         *
         * @param name for messages
         */
        StoredTensor locate(String name, Pickled.Tensor tensor) throws IOException;
    }

    private String onlyFolder() {
        List<String> pickles =
                zip.names().stream().filter(entry -> entry.endsWith(PICKLE)).toList();
        if (pickles.size() != 1) {
            throw new CheckpointException(name + " has " + pickles.size()
                    + " entries data.pkl; a torch archive has one. Is it the right file?");
        }
        String pickle = pickles.get(0);
        return pickle.substring(0, pickle.length() - PICKLE.length());
    }

    private Map<String, StoredTensor> tensors() throws IOException {
        requireLittleEndian();
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        for (var named : RestrictedUnpickler.stateDict(name, zip.read(folder + PICKLE, MAX_PICKLE))
                .entrySet()) {
            tensors.put(named.getKey(), locate(named.getKey(), named.getValue()));
        }
        return tensors;
    }

    private <T> Chosen<T> chosen(Set<String> classes, UnaryOperator<Set<String>> choose, ValueReader<T> reader)
            throws IOException {
        requireLittleEndian();
        Map<String, Object> values =
                RestrictedUnpickler.dict(name, zip.read(folder + PICKLE, MAX_LARGE_PICKLE), classes);
        Map<String, T> chosen = new LinkedHashMap<>();
        for (String key : choose.apply(values.keySet())) {
            chosen.put(key, reader.read(key, values.get(key), this::locate));
        }
        return new Chosen<>(values.keySet(), chosen);
    }

    private void requireLittleEndian() throws IOException {
        if (zip.names().contains(folder + "/byteorder")) {
            String order = StandardCharsets.US_ASCII
                    .decode(zip.read(folder + "/byteorder", 16))
                    .toString();
            if (!order.equals("little")) {
                throw new CheckpointException(name + " has byte order '" + order + "'; only 'little' is supported");
            }
        }
    }

    private StoredTensor locate(String tensorName, Pickled.Tensor tensor) throws IOException {
        Pickled.Storage storage = tensor.storage();
        Dtype dtype = storage.dtype();
        StoredZip.Range range = zip.locate(folder + "/data/" + storage.key());
        long bytes;
        try {
            bytes = StoredTensor.byteSize(dtype, tensor.shape());
        } catch (IllegalArgumentException e) {
            throw inconsistent(tensorName, String.valueOf(e.getMessage()));
        }
        if (!isContiguous(tensor)) {
            throw inconsistent(
                    tensorName,
                    "strides " + tensor.strides() + " are not those of a contiguous tensor of shape " + tensor.shape());
        }
        if (range.bytes() / dtype.bytes() != storage.elements()) {
            throw inconsistent(
                    tensorName, storage.elements() + " elements are promised in " + range.bytes() + " bytes");
        }
        if (tensor.offset() > storage.elements() || bytes > range.bytes() - tensor.offset() * dtype.bytes()) {
            throw inconsistent(tensorName, "it reaches beyond its storage of " + range.bytes() + " bytes");
        }
        return new StoredTensor(
                tensorName, file, dtype, tensor.shape(), range.offset() + tensor.offset() * dtype.bytes(), bytes);
    }

    /** Row-major without gaps; the stride of a dimension of size 1 is never used and may be anything. */
    private static boolean isContiguous(Pickled.Tensor tensor) {
        List<Long> shape = tensor.shape();
        List<Long> strides = tensor.strides();
        if (strides.size() != shape.size()) {
            return false;
        }
        long expected = 1;
        for (int i = shape.size() - 1; i >= 0; i--) {
            if (shape.get(i) != 1 && strides.get(i) != expected) {
                return false;
            }
            expected *= shape.get(i);
        }
        return true;
    }

    private CheckpointException inconsistent(String tensorName, String why) {
        return new CheckpointException(name + ", tensor '" + tensorName + "': " + why
                + ". Save it anew with torch.save(module.state_dict(), path)");
    }
}
