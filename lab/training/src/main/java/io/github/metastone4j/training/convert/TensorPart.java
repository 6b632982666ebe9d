package io.github.metastone4j.training.convert;

import io.github.metastone4j.checkpoint.StoredTensor;
import java.util.List;

/** What one file holds of a tensor, which may be spread over many. */
sealed interface TensorPart {

    /** A plain tensor: all of it, or a slice; the file does not say which. */
    record Plain(StoredTensor data) implements TensorPart {}

    /** What this rank has of a tensor that is cut along a dimension, in the order of the ranks. */
    record Slice(List<Long> whole, int dimension, StoredTensor data) implements TensorPart {}

    /** Pieces whose places in the tensor are known; there may be none. */
    record Placed(List<Long> whole, List<Piece> pieces) implements TensorPart {}

    /** A block of a tensor; the offsets are those of its first element. */
    record Piece(List<Long> offsets, StoredTensor data) {}
}
