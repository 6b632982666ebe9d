package io.github.metastone4j.training.convert;

import io.github.metastone4j.checkpoint.CheckpointException;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.checkpoint.MissingCheckpointException;
import io.github.metastone4j.checkpoint.ModelConfig;
import io.github.metastone4j.checkpoint.SafeTensors;
import io.github.metastone4j.checkpoint.ScoreHead;
import io.github.metastone4j.checkpoint.TorchArchive;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A score head as another program's training left it: in a file of its own, among the tensors of a policy, or cut into the
 * shards of a distributed run. It is put together in memory, checked, and written in the layout of a checkpoint.
 *
 * <pre>{@code
 * TrainedHead.read(Path.of("global_step_80/actor")).write(checkpointFolder, false);
 * }</pre>
 */
public final class TrainedHead {

    private static final List<String> FILES =
            List.of(ScoreHead.SAFETENSORS, ScoreHead.TORCH, "score_module.bin", "score_module.pth");
    private static final Pattern SHARD = Pattern.compile("model_world_size_(\\d{1,6})_rank_(\\d{1,6})\\.pt");

    /** What distributed training, compiling and checkpointing put into the names of what they wrap. */
    private static final Set<String> WRAPPERS =
            Set.of("module", "_fsdp_wrapped_module", "_checkpoint_wrapped_module", "_orig_mod");

    private static final int MAX_LISTED = 8;
    private static final int CHECKED_AT_ONCE = 1 << 20;

    private final Path source;
    private final int ranks;
    private final String prefix;
    private final Map<String, Tensor> tensors;

    private TrainedHead(Path source, int ranks, String prefix, Map<String, Tensor> tensors) {
        this.source = source;
        this.ranks = ranks;
        this.prefix = prefix;
        this.tensors = tensors;
    }

    /** Reads the only head there is; see {@link #read(Path, String)}. */
    public static TrainedHead read(Path from) {
        return read(from, null);
    }

    /**
     * Reads a head. A folder is searched for {@code score_module.safetensors}, {@code .pt}, {@code .bin} or {@code .pth},
     * then for the shards {@code model_world_size_<W>_rank_<R>.pt} of all ranks.
     *
     * @param from a safetensors file, a torch archive or a folder
     * @param prefix what stands before {@code 0.weight} in the head's names, such as {@code score_module}, wrappers' names
     *     left out; null if there is only one head
     * @throws MissingCheckpointException if a file is not there
     * @throws CheckpointException if there is no head in it or more than one, or it is damaged
     */
    public static TrainedHead read(Path from, @Nullable String prefix) {
        List<Path> files = Files.isDirectory(from) ? filesIn(from) : List.of(from);
        List<TorchArchive.Chosen<TensorPart>> ranks = new ArrayList<>();
        for (Path file : files) {
            ranks.add(parts(file, names -> chosen(names, prefix)));
        }
        Map<String, Map<String, String>> candidates = candidates(ranks.get(0).names(), prefix);
        if (candidates.isEmpty()) {
            throw noHead(files.get(0), ranks.get(0).names(), prefix);
        }
        Map<String, Map<String, TensorJoin>> heads = new TreeMap<>();
        StringBuilder unfit = new StringBuilder();
        for (var candidate : candidates.entrySet()) {
            Map<String, TensorJoin> joins = joins(files, ranks, candidate.getValue());
            List<List<Long>> shapes =
                    joins.values().stream().map(TensorJoin::shape).toList();
            if (shapes.equals(ScoreHead.shapes(hidden(shapes.get(0))))) {
                heads.put(candidate.getKey(), joins);
            } else {
                unfit.append(" '").append(candidate.getKey()).append("' has ").append(shapes);
            }
        }
        if (heads.isEmpty()) {
            throw new CheckpointException(from + " holds no score head: 0.weight, 0.bias, 3.weight and 3.bias must have"
                    + " the shapes [2c, c], [2c], [1, 2c] and [1], but" + unfit + "; is it the right module?");
        }
        if (heads.size() > 1) {
            throw new CheckpointException(from + " holds " + heads.size() + " score heads: " + listed(heads.keySet())
                    + "; say which with its prefix");
        }
        var only = heads.entrySet().iterator().next();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        only.getValue().forEach((name, join) -> {
            Tensor tensor = new Tensor(join.dtype(), join.shape(), join.bytes());
            requireFinite(from, name, tensor);
            tensors.put(name, tensor);
        });
        return new TrainedHead(from, files.size(), only.getKey(), tensors);
    }

    /** The hidden size it is made for. */
    public int hiddenSize() {
        return (int) hidden(tensor(ScoreHead.HIDDEN_WEIGHT).shape);
    }

    /** The type of its largest tensor. */
    public Dtype dtype() {
        return tensor(ScoreHead.HIDDEN_WEIGHT).dtype;
    }

    /** The number of its parameters. */
    public long parameters() {
        return tensors.values().stream()
                .mapToLong(tensor -> tensor.data.remaining() / tensor.dtype.bytes())
                .sum();
    }

    /** How many files it was cut into; 1 for a file that holds all of it. */
    public int ranks() {
        return ranks;
    }

    /** What stood before {@code 0.weight} in its names, wrappers' names left out; may be empty. */
    public String prefix() {
        return prefix;
    }

    /**
     * Checks that it goes with a policy.
     *
     * @throws CheckpointException if it is made for another hidden size
     */
    public void requireFits(ModelConfig config) {
        if (config.hiddenSize() != hiddenSize()) {
            throw new CheckpointException(
                    source + " is made for hidden size " + hiddenSize() + ", but config.json has hidden_size "
                            + config.hiddenSize() + "; put the two of one model together");
        }
    }

    /**
     * Writes {@code score_module.safetensors} and {@code score_module.pt}, in the types the head was stored in. The folder
     * is made if it is not there.
     *
     * @throws CheckpointException if one of them is there and may not be overwritten, or cannot be written
     */
    public void write(Path folder, boolean overwrite) {
        Path safetensors = folder.resolve(ScoreHead.SAFETENSORS);
        Path torch = folder.resolve(ScoreHead.TORCH);
        for (Path file : List.of(safetensors, torch)) {
            if (!overwrite && ScoreHead.isListed(file)) {
                throw new CheckpointException(
                        file + " is there already; name another folder, or allow to overwrite it");
            }
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new CheckpointException("the folder " + folder + " cannot be made: " + e.getMessage(), e);
        }
        SafeTensorsWriter safetensorsWriter = new SafeTensorsWriter();
        TorchArchiveWriter torchWriter = new TorchArchiveWriter();
        tensors.forEach((name, tensor) -> {
            safetensorsWriter.add(name, tensor.dtype, tensor.shape, tensor.data);
            torchWriter.add(name, tensor.dtype, tensor.shape, tensor.data);
        });
        torchWriter.write(torch);
        safetensorsWriter.write(safetensors);
    }

    private Tensor tensor(String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    private static List<Path> filesIn(Path folder) {
        for (String name : FILES) {
            if (ScoreHead.isListed(folder.resolve(name))) {
                return List.of(folder.resolve(name));
            }
        }
        Map<Integer, Set<Integer>> ranksOfWorld = new TreeMap<>();
        try (Stream<Path> listing = Files.list(folder)) {
            listing.forEach(file -> {
                Matcher shard = SHARD.matcher(file.getFileName().toString());
                if (shard.matches()) {
                    ranksOfWorld
                            .computeIfAbsent(Integer.valueOf(shard.group(1)), world -> new LinkedHashSet<>())
                            .add(Integer.valueOf(shard.group(2)));
                }
            });
        } catch (IOException e) {
            throw new CheckpointException("the folder " + folder + " cannot be read: " + e.getMessage(), e);
        }
        if (ranksOfWorld.isEmpty()) {
            throw new MissingCheckpointException(folder + " holds neither " + String.join(", ", FILES)
                    + " nor shards model_world_size_W_rank_R.pt; "
                    + (Files.isDirectory(folder.resolve("actor"))
                            ? "name its folder actor"
                            : "name the folder that does, or the file"));
        }
        if (ranksOfWorld.size() > 1) {
            throw new CheckpointException(folder + " holds shards of several world sizes: " + ranksOfWorld.keySet()
                    + "; leave only those of one run");
        }
        var only = ranksOfWorld.entrySet().iterator().next();
        int world = only.getKey();
        List<Integer> missing = IntStream.range(0, world)
                .filter(rank -> !only.getValue().contains(rank))
                .boxed()
                .toList();
        if (!missing.isEmpty()) {
            throw new MissingCheckpointException(folder + " lacks the shards of ranks " + listed(missing) + " of "
                    + world + " (" + shard(world, missing.get(0)) + "); copy them from the machines that wrote them");
        }
        return IntStream.range(0, world)
                .mapToObj(rank -> folder.resolve(shard(world, rank)))
                .toList();
    }

    private static String shard(int world, int rank) {
        return "model_world_size_" + world + "_rank_" + rank + ".pt";
    }

    private static TorchArchive.Chosen<TensorPart> parts(Path file, UnaryOperator<Set<String>> choose) {
        String source = file.getFileName().toString();
        if (!source.endsWith(".safetensors")) {
            return TorchArchive.read(
                    file, DistributedTensors.CLASSES, choose, (name, value, locator) -> new DistributedTensors(
                                    source, name, locator)
                            .part(value));
        }
        SafeTensors tensors = SafeTensors.open(file);
        Map<String, TensorPart> chosen = new LinkedHashMap<>();
        choose.apply(tensors.names()).forEach(name -> chosen.put(name, new TensorPart.Plain(tensors.tensor(name))));
        return new TorchArchive.Chosen<>(tensors.names(), chosen);
    }

    private static Set<String> chosen(Set<String> names, @Nullable String prefix) {
        return candidates(names, prefix).values().stream()
                .flatMap(candidate -> candidate.values().stream())
                .collect(Collectors.toSet());
    }

    /** For every prefix that all four names of a head have: those names, and the full ones. */
    private static Map<String, Map<String, String>> candidates(Set<String> names, @Nullable String prefix) {
        Map<String, String> fullNames = new LinkedHashMap<>();
        for (String name : names) {
            String bare = Arrays.stream(name.split("\\.", -1))
                    .filter(part -> !WRAPPERS.contains(part))
                    .collect(Collectors.joining("."));
            String other = fullNames.put(bare, name);
            if (other != null && isOfHead(bare)) {
                throw new CheckpointException("the tensors '" + other + "' and '" + name
                        + "' have the same name but for wrapping modules; leave only one of them");
            }
        }
        Map<String, Map<String, String>> candidates = new TreeMap<>();
        for (String bare : fullNames.keySet()) {
            if (!bare.equals(ScoreHead.HIDDEN_WEIGHT) && !bare.endsWith("." + ScoreHead.HIDDEN_WEIGHT)) {
                continue;
            }
            String before = bare.substring(0, bare.length() - ScoreHead.HIDDEN_WEIGHT.length());
            Map<String, String> candidate = new LinkedHashMap<>();
            for (String name : ScoreHead.NAMES) {
                String full = fullNames.get(before + name);
                if (full != null) {
                    candidate.put(name, full);
                }
            }
            String found = before.isEmpty() ? before : before.substring(0, before.length() - 1);
            if (candidate.size() == ScoreHead.NAMES.size() && (prefix == null || prefix.equals(found))) {
                candidates.put(found, candidate);
            }
        }
        return candidates;
    }

    private static boolean isOfHead(String bare) {
        return ScoreHead.NAMES.stream().anyMatch(name -> bare.equals(name) || bare.endsWith("." + name));
    }

    private static Map<String, TensorJoin> joins(
            List<Path> files, List<TorchArchive.Chosen<TensorPart>> ranks, Map<String, String> fullNames) {
        Map<String, TensorJoin> joins = new LinkedHashMap<>();
        List<List<Long>> expected = List.of();
        for (int i = 0; i < ScoreHead.NAMES.size(); i++) {
            String name = ScoreHead.NAMES.get(i);
            String fullName = String.valueOf(fullNames.get(name));
            List<TensorPart> parts = new ArrayList<>();
            for (int rank = 0; rank < ranks.size(); rank++) {
                TensorPart part = ranks.get(rank).values().get(fullName);
                if (part == null) {
                    throw new CheckpointException(files.get(rank).getFileName() + " has no tensor '" + fullName
                            + "', which " + files.get(0).getFileName()
                            + " has; are all files of one run and one step?");
                }
                parts.add(part);
            }
            if (i == 0) {
                // Slices of the first tensor are along its first dimension, so its second tells the hidden size.
                expected = ScoreHead.shapes(hidden(shape(parts.get(0))));
            }
            joins.put(name, TensorJoin.of(fullName, parts, expected.get(i)));
        }
        return joins;
    }

    private static List<Long> shape(TensorPart part) {
        if (part instanceof TensorPart.Plain plain) {
            return plain.data().shape();
        }
        return part instanceof TensorPart.Slice slice ? slice.whole() : ((TensorPart.Placed) part).whole();
    }

    private static long hidden(List<Long> shape) {
        return shape.size() == 2 ? Math.min(shape.get(1), Integer.MAX_VALUE / 2) : 0;
    }

    private static void requireFinite(Path from, String name, Tensor tensor) {
        ByteBuffer data = tensor.data.duplicate();
        long before = 0;
        while (data.hasRemaining()) {
            int bytes = Math.min(data.remaining(), CHECKED_AT_ONCE);
            float[] values = tensor.dtype.decode(data.slice(data.position(), bytes));
            for (int i = 0; i < values.length; i++) {
                if (!Float.isFinite(values[i])) {
                    throw new CheckpointException(from + ": element " + (before + i) + " of tensor '" + name + "' is "
                            + values[i] + "; the training has diverged, take an earlier step");
                }
            }
            before += values.length;
            data.position(data.position() + bytes);
        }
    }

    private static CheckpointException noHead(Path file, Set<String> names, @Nullable String prefix) {
        String looked = prefix == null || prefix.isEmpty() ? "" : prefix + ".";
        boolean flat = names.stream().anyMatch(name -> name.endsWith("_flat_param"));
        return new CheckpointException(file + " holds no score head: tensors named '" + looked
                + String.join("', '" + looked, ScoreHead.NAMES) + "'"
                + (looked.isEmpty() ? ", behind any prefix," : "") + " are expected; it holds " + names.size() + ": "
                + listed(names)
                + (flat ? ". Its parameters are flattened: save it with a sharded state dict instead" : ""));
    }

    private static String listed(Collection<?> items) {
        String first = items.stream().limit(MAX_LISTED).map(String::valueOf).collect(Collectors.joining(", "));
        return items.size() > MAX_LISTED ? first + " ..." : first;
    }

    private record Tensor(Dtype dtype, List<Long> shape, ByteBuffer data) {}
}
