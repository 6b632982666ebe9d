package io.github.metastone4j.training.convert;

import io.github.metastone4j.checkpoint.CheckpointException;
import io.github.metastone4j.checkpoint.Pickled.Inert;
import io.github.metastone4j.checkpoint.Pickled.Name;
import io.github.metastone4j.checkpoint.Pickled.Tensor;
import io.github.metastone4j.checkpoint.StoredTensor;
import io.github.metastone4j.checkpoint.TorchArchive;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Understands one tensor of a distributed state dict: a DTensor, a ShardedTensor or a plain one. What torch pickles of the
 * first two is an object of dozens of fields; here it is a record of what was in the pickle, and a few of its fields are
 * looked at: the whole shape, the part that this rank has, and where it belongs.
 */
final class DistributedTensors {

    private static final String SHARDED = "torch.distributed._shard.sharded_tensor.api.ShardedTensor";

    /** Names that such pickles hold. The packages of DTensor moved between PyTorch 2.4 and 2.5. */
    static final Set<String> CLASSES = Stream.of(
                    Stream.of(
                            "torch.Size",
                            "torch.device",
                            "torch.serialization._get_layout",
                            "torch._tensor._rebuild_from_type_v2",
                            "torch._utils._rebuild_wrapper_subclass",
                            "torch.distributed.device_mesh.DeviceMesh",
                            "torch.distributed._mesh_layout._FlatLayout",
                            "torch.distributed._mesh_layout._MeshLayout",
                            "torch.distributed.tensor.DTensor",
                            "torch.distributed._tensor.api.DTensor",
                            SHARDED,
                            SHARDED + ".ProcessGroupState",
                            "__builtin__.getattr",
                            "torch.distributed._shard.metadata.ShardMetadata",
                            "torch.distributed._shard.sharded_tensor.metadata.MEM_FORMAT_ENCODING",
                            "torch.distributed._shard.sharded_tensor.metadata.ShardedTensorMetadata",
                            "torch.distributed._shard.sharded_tensor.metadata.TensorProperties",
                            "torch.distributed._shard.sharded_tensor.shard.Shard",
                            "torch.distributed._shard.sharding_spec.api.EnumerableShardingSpec",
                            "torch.distributed._shard.sharding_spec.chunk_sharding_spec.ChunkShardingSpec",
                            "torch.distributed.remote_device._remote_device"),
                    Stream.of("tensor", "_tensor").flatMap(folder -> Stream.of(
                                    "_dtensor_spec.DTensorSpec",
                                    "_dtensor_spec.ShardOrderEntry",
                                    "_dtensor_spec.TensorMeta",
                                    "placement_types.DTensorSpec",
                                    "placement_types.TensorMeta",
                                    "placement_types.Shard",
                                    "placement_types.Replicate")
                            .map(name -> "torch.distributed." + folder + "." + name)),
                    Stream.of("Double", "Long", "Int", "Short", "Char", "Byte", "Bool")
                            .map(type -> "torch." + type + "Storage"),
                    Stream.of(
                                    "float64",
                                    "float32",
                                    "float16",
                                    "bfloat16",
                                    "int64",
                                    "int32",
                                    "int16",
                                    "int8",
                                    "uint8",
                                    "bool")
                            .map(type -> "torch." + type))
            .flatMap(names -> names)
            .collect(Collectors.toUnmodifiableSet());

    private static final int MAX_DIMENSIONS = 8;

    private final String source;
    private final String tensor;
    private final TorchArchive.Locator locator;

    /** @param source the file's name, for messages, as is the tensor's */
    DistributedTensors(String source, String tensor, TorchArchive.Locator locator) {
        this.source = source;
        this.tensor = tensor;
        this.locator = locator;
    }

    TensorPart part(@Nullable Object value) throws IOException {
        if (value instanceof Tensor plain) {
            return new TensorPart.Plain(locator.locate(tensor, plain));
        }
        if (value instanceof Inert rebuilt && rebuilt.type().equals("torch._tensor._rebuild_from_type_v2")) {
            // a function, the class, what the function is given (class, dtype, size ...), what is put into the result
            List<Object> arguments = rebuilt.arguments();
            if (arguments.size() == 4
                    && arguments.get(1) instanceof Name type
                    && arguments.get(2) instanceof List<?> given
                    && given.size() > 2) {
                List<Long> whole = sizes(given.get(2));
                return type.path().equals(SHARDED) ? shards(whole, arguments.get(3)) : dtensor(whole, arguments.get(3));
            }
        }
        if (value instanceof Inert other) {
            throw refused("it is of type " + other.type() + "; supported are float32, float16 and bfloat16");
        }
        throw refused("it is not a tensor");
    }

    private TensorPart dtensor(List<Long> whole, Object state) throws IOException {
        if (!(slot(state, "_local_tensor") instanceof Tensor local)
                || !(slot(state, "_spec") instanceof Inert spec)
                || !(spec.fields().get("placements") instanceof List<?> placements)
                || placements.isEmpty()) {
            throw refused("it is a DTensor of an unknown form");
        }
        StoredTensor data = locator.locate(tensor, local);
        int last = placements.size() - 1;
        // Copies of the whole model, each cut into slices, are what such runs make; what is cut twice is not.
        if (!placements.subList(0, last).stream().allMatch(DistributedTensors::isReplica)) {
            throw refused("it is cut along several dimensions of the device mesh, or along one that is not the last;"
                    + " merge it with the program that wrote it");
        }
        if (isReplica(placements.get(last))) {
            return new TensorPart.Placed(
                    whole, List.of(new TensorPart.Piece(Collections.nCopies(whole.size(), 0L), data)));
        }
        if (!(placements.get(last) instanceof Inert shard
                && shard.fields().get("dim") instanceof Long dimension
                && dimension >= -whole.size()
                && dimension < whole.size())) {
            throw refused("it is a DTensor cut along an unknown dimension");
        }
        return new TensorPart.Slice(whole, (int) Math.floorMod(dimension, (long) whole.size()), data);
    }

    private static boolean isReplica(Object placement) {
        return placement instanceof Inert known && known.type().endsWith(".Replicate");
    }

    private TensorPart shards(List<Long> whole, Object state) throws IOException {
        // the pieces that this rank has, the description of all, and three more
        if (!(state instanceof List<?> fields && !fields.isEmpty() && fields.get(0) instanceof List<?> shards)) {
            throw refused("it is a ShardedTensor of an unknown form");
        }
        List<TensorPart.Piece> pieces = new ArrayList<>();
        for (Object item : shards) {
            if (!(item instanceof Inert shard
                    && shard.fields().get("tensor") instanceof Tensor local
                    && shard.fields().get("metadata") instanceof Inert metadata)) {
                throw refused("it is a ShardedTensor of an unknown form");
            }
            pieces.add(
                    new TensorPart.Piece(sizes(metadata.fields().get("shard_offsets")), locator.locate(tensor, local)));
        }
        return new TensorPart.Placed(whole, pieces);
    }

    /** What is put into an object by name: a dict, or a pair of nothing and a dict for a class with slots. */
    private static @Nullable Object slot(Object state, String name) {
        Object fields = state instanceof List<?> pair && pair.size() == 2 ? pair.get(1) : state;
        return fields instanceof Map<?, ?> map ? map.get(name) : null;
    }

    /** A tuple or list of numbers, or a torch.Size of one. */
    private List<Long> sizes(@Nullable Object value) {
        Object items = value instanceof Inert size && size.arguments().size() == 1
                ? size.arguments().get(0)
                : value;
        if (!(items instanceof List<?> list) || list.size() > MAX_DIMENSIONS) {
            throw refused("its shape is of an unknown form");
        }
        List<Long> sizes = new ArrayList<>();
        for (Object item : list) {
            if (!(item instanceof Long size) || size < 0) {
                throw refused("its shape is of an unknown form");
            }
            sizes.add(size);
        }
        return sizes;
    }

    private CheckpointException refused(String why) {
        return new CheckpointException(source + ", tensor '" + tensor + "': " + why);
    }
}
