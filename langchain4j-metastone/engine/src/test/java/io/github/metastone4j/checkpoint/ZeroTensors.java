package io.github.metastone4j.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A safetensors file of float32 tensors that are all zero. */
final class ZeroTensors {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode header = JSON.createObjectNode();
    private int end;

    ZeroTensors add(String name, long... shape) {
        int start = end;
        end += 4 * (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        ObjectNode tensor = header.putObject(name).put("dtype", "F32");
        Arrays.stream(shape).forEach(tensor.putArray("shape")::add);
        tensor.putArray("data_offsets").add(start).add(end);
        return this;
    }

    ZeroTensors note(String name, String text) {
        header.withObject("/__metadata__").put(name, text);
        return this;
    }

    void write(Path file) throws IOException {
        byte[] json = JSON.writeValueAsBytes(header);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + end).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(file, bytes.putLong(json.length).put(json).array());
    }
}
