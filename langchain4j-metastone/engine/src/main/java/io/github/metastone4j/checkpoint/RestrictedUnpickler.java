package io.github.metastone4j.checkpoint;

import io.github.metastone4j.checkpoint.Pickled.Inert;
import io.github.metastone4j.checkpoint.Pickled.Name;
import io.github.metastone4j.checkpoint.Pickled.Storage;
import io.github.metastone4j.checkpoint.Pickled.Tensor;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Understands pickled state dicts and nothing else: a small stack machine for the opcodes that torch.save writes. A pickle
 * is a program that may call anything by name; here the names are those of {@link Global}, none of which runs code, and
 * every other is refused. Where a file may hold more than tensors, further names can be allowed: what they make is
 * recorded, not made.
 *
 * <p>Work and memory are bounded by the length of the pickle: an opcode takes at least one byte, creates at most one
 * value, and looks into no value larger than {@link #MAX_DIMENSIONS}.
 */
final class RestrictedUnpickler {

    private static final int MAX_DIMENSIONS = 8;
    private static final int MAX_NAME = 1024;

    /** All that a pickle may always name. */
    private enum Global {
        REBUILD_TENSOR("torch._utils._rebuild_tensor_v2", null),
        REBUILD_PARAMETER("torch._utils._rebuild_parameter", null),
        ORDERED_DICT("collections.OrderedDict", null),
        FLOAT_STORAGE("torch.FloatStorage", Dtype.FLOAT32),
        HALF_STORAGE("torch.HalfStorage", Dtype.FLOAT16),
        BFLOAT16_STORAGE("torch.BFloat16Storage", Dtype.BFLOAT16);

        final String path;

        /** For a storage, what it consists of. */
        final @Nullable Dtype element;

        Global(String path, @Nullable Dtype element) {
            this.path = path;
            this.element = element;
        }
    }

    private enum Symbol {
        MARK,
        NONE
    }

    private final String source;
    private final ByteBuffer pickle;
    private final Set<String> inert;
    private final List<Object> stack = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();

    private RestrictedUnpickler(String source, ByteBuffer pickle, Set<String> inert) {
        this.source = source;
        this.inert = inert;
        this.pickle = pickle.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The tensors of a pickled state dict by name; {@code source} names the file in messages.
     *
     * @throws CheckpointException if the pickle is anything but a dict from text to tensors
     */
    static Map<String, Tensor> stateDict(String source, ByteBuffer pickle) {
        RestrictedUnpickler unpickler = new RestrictedUnpickler(source, pickle, Set.of());
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        unpickler.dict().forEach((name, item) -> {
            if (!(item instanceof Tensor tensor)) {
                throw unpickler.refused("'" + name + "' is not a tensor");
            }
            tensors.put(name, tensor);
        });
        return tensors;
    }

    /**
     * The values of a pickled dict by name: each a {@link Tensor}, an {@link Inert} or something of no interest.
     *
     * @param inert the classes and functions that may be named besides, as {@code module.name}
     * @throws CheckpointException if the pickle is not a dict with text for keys, or names anything else
     */
    static Map<String, Object> dict(String source, ByteBuffer pickle, Set<String> inert) {
        return new RestrictedUnpickler(source, pickle, inert).dict();
    }

    private Map<String, Object> dict() {
        try {
            return dict(run());
        } catch (BufferUnderflowException e) {
            throw new CheckpointException(source + " ends in the middle of its pickle; is the download complete?", e);
        }
    }

    private Object run() {
        while (true) {
            int opcode = unsignedByte();
            switch (opcode) {
                case 0x80 -> unsignedByte(); // PROTO: opcodes tell more than the number does
                case 0x95 -> pickle.getLong(); // FRAME
                case 'N' -> push(Symbol.NONE); // NONE
                case 0x88 -> push(true); // NEWTRUE
                case 0x89 -> push(false); // NEWFALSE
                case 'K' -> push((long) unsignedByte()); // BININT1
                case 'M' -> push((long) (pickle.getShort() & 0xffff)); // BININT2
                case 'J' -> push((long) pickle.getInt()); // BININT
                case 0x8a -> push(longOf(unsignedByte())); // LONG1
                case 'X' -> push(text(pickle.getInt())); // BINUNICODE
                case 0x8c -> push(text(unsignedByte())); // SHORT_BINUNICODE
                case '(' -> push(Symbol.MARK); // MARK
                case ')' -> push(List.of()); // EMPTY_TUPLE
                case 0x85 -> push(tuple(1)); // TUPLE1
                case 0x86 -> push(tuple(2)); // TUPLE2
                case 0x87 -> push(tuple(3)); // TUPLE3
                case 't' -> push(List.copyOf(popToMark())); // TUPLE
                case '}' -> push(new LinkedHashMap<String, Object>()); // EMPTY_DICT
                case 's' -> put(tuple(2)); // SETITEM
                case 'u' -> put(popToMark()); // SETITEMS
                case 'q' -> memo.put(unsignedByte(), top()); // BINPUT
                case 'r' -> memo.put(pickle.getInt(), top()); // LONG_BINPUT
                case 0x94 -> memo.put(memo.size(), top()); // MEMOIZE
                case 'h' -> push(recall(unsignedByte())); // BINGET
                case 'j' -> push(recall(pickle.getInt())); // LONG_BINGET
                case 'c' -> push(global(line(), line())); // GLOBAL
                case 0x93 -> { // STACK_GLOBAL
                    List<Object> name = tuple(2);
                    push(global(text(name.get(0)), text(name.get(1))));
                }
                case 'Q' -> push(storage(pop())); // BINPERSID
                case 'R' -> { // REDUCE
                    List<Object> call = tuple(2);
                    push(call(call.get(0), list(call.get(1))));
                }
                case 'b' -> build(pop()); // BUILD
                case 'i' -> throw refusedName(line() + "." + line()); // INST
                case '.' -> { // STOP
                    return pop();
                }
                default -> {
                    if (inert.isEmpty() || !makeInert(opcode)) {
                        throw refused(String.format("opcode 0x%02x at byte %d", opcode, pickle.position() - 1));
                    }
                }
            }
        }
    }

    /** The opcodes that only objects other than tensors need; false if it is none of them. */
    private boolean makeInert(int opcode) {
        switch (opcode) {
            case ']' -> push(new ArrayList<>()); // EMPTY_LIST
            case 'a' -> append(tuple(1)); // APPEND
            case 'e' -> append(popToMark()); // APPENDS
            case 0x81 -> { // NEWOBJ
                List<Object> call = tuple(2);
                if (!(call.get(0) instanceof Name type)) {
                    throw refused("an object of something that is no class");
                }
                push(new Inert(type.path(), list(call.get(1))));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void append(List<Object> items) {
        if (!(top() instanceof ArrayList)) {
            throw refused("something else where a list is expected");
        }
        list(top()).addAll(items);
    }

    /** What nn.Module hangs on its state dict is of no use here. */
    private void build(Object state) {
        if (top() instanceof Inert object) {
            object.put(state);
        } else {
            dict(top());
        }
    }

    private Object global(String module, String name) {
        String path = module + "." + name;
        for (Global global : Global.values()) {
            if (global.path.equals(path)) {
                return global;
            }
        }
        if (inert.contains(path)) {
            return new Name(path);
        }
        throw refusedName(path);
    }

    private Object call(Object callable, List<Object> arguments) {
        if (callable == Global.ORDERED_DICT && arguments.isEmpty()) {
            return new LinkedHashMap<String, Object>();
        }
        if (callable == Global.REBUILD_TENSOR && (arguments.size() == 6 || arguments.size() == 7)) {
            // storage, offset, shape, strides, requires_grad, backward_hooks and, seldom, flags such as "negated"
            if (arguments.size() == 7 && !dict(arguments.get(6)).isEmpty()) {
                throw refused("a tensor with flags");
            }
            if (arguments.get(0) instanceof Storage storage) {
                return new Tensor(
                        storage, number(arguments.get(1)), numbers(arguments.get(2)), numbers(arguments.get(3)));
            }
            if (arguments.get(0) instanceof Inert storage) {
                return storage;
            }
        }
        if (callable == Global.REBUILD_PARAMETER
                && arguments.size() == 3
                && (arguments.get(0) instanceof Tensor || arguments.get(0) instanceof Inert)) {
            return arguments.get(0);
        }
        if (callable instanceof Name name) {
            return name.path().endsWith(".getattr") ? nested(name, arguments) : new Inert(name.path(), arguments);
        }
        if (callable instanceof Global global) {
            throw refused("an unusual call of '" + global.path + "'");
        }
        throw refused("a call of something that is no function");
    }

    /** A class within an allowed class, the only thing that may be asked of one: protocol 2 has no other way to name it. */
    private Name nested(Name getattr, List<Object> arguments) {
        if (arguments.size() == 2
                && arguments.get(0) instanceof Name outer
                && arguments.get(1) instanceof String inner
                && inert.contains(outer.path() + "." + inner)) {
            return new Name(outer.path() + "." + inner);
        }
        throw refused("an unusual call of '" + getattr.path() + "'");
    }

    /** A persistent id: ("storage", type, key, device, elements). The device is where it was, not where it goes. */
    private Object storage(Object id) {
        List<Object> fields = list(id);
        if (fields.size() == 5
                && "storage".equals(fields.get(0))
                && fields.get(1) instanceof Global type
                && type.element != null) {
            return new Storage(type.element, text(fields.get(2)), number(fields.get(4)));
        }
        if (fields.size() == 5 && "storage".equals(fields.get(0)) && fields.get(1) instanceof Name type) {
            return new Inert(type.path(), fields);
        }
        throw refused("an unusual persistent id");
    }

    private void put(List<Object> keysAndValues) {
        if (keysAndValues.size() % 2 != 0) {
            throw refused("a dict with a key but no value");
        }
        Map<String, Object> target = dict(top());
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            String key = text(keysAndValues.get(i));
            if (target.put(key, keysAndValues.get(i + 1)) != null) {
                throw refused("two values for '" + key + "'");
            }
        }
    }

    private void push(Object value) {
        stack.add(value);
    }

    private Object pop() {
        Object value = top();
        stack.remove(stack.size() - 1);
        return value;
    }

    private Object top() {
        if (stack.isEmpty() || stack.get(stack.size() - 1) == Symbol.MARK) {
            throw refused("an opcode that needs a value where there is none");
        }
        return stack.get(stack.size() - 1);
    }

    private List<Object> tuple(int size) {
        List<Object> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            values.add(pop());
        }
        Collections.reverse(values);
        return values;
    }

    private List<Object> popToMark() {
        int mark = stack.lastIndexOf(Symbol.MARK);
        if (mark < 0) {
            throw refused("a mark that is missing");
        }
        List<Object> above = stack.subList(mark + 1, stack.size());
        List<Object> values = new ArrayList<>(above);
        above.clear();
        stack.remove(mark);
        return values;
    }

    private Object recall(int index) {
        Object value = memo.get(index);
        if (value == null) {
            throw refused("memo " + index + ", which was never stored");
        }
        return value;
    }

    private int unsignedByte() {
        return pickle.get() & 0xff;
    }

    /** A little-endian two's complement number; more than 8 bytes do not describe any size. */
    private long longOf(int bytes) {
        if (bytes > Long.BYTES) {
            throw refused("a number of " + bytes + " bytes");
        }
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) unsignedByte() << (8 * i);
        }
        int unused = Long.SIZE - 8 * bytes;
        return bytes == 0 ? 0 : value << unused >> unused;
    }

    private String text(int bytes) {
        if (bytes < 0 || bytes > MAX_NAME) {
            throw refused("a text of " + Integer.toUnsignedString(bytes) + " bytes");
        }
        byte[] text = new byte[bytes];
        pickle.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private String line() {
        StringBuilder line = new StringBuilder();
        for (int c = unsignedByte(); c != '\n'; c = unsignedByte()) {
            if (line.length() == MAX_NAME) {
                throw refused("a name of more than " + MAX_NAME + " characters");
            }
            line.append((char) c);
        }
        return line.toString();
    }

    private String text(Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw refused("something else where a text is expected");
    }

    private long number(Object value) {
        if (value instanceof Long number && number >= 0) {
            return number;
        }
        throw refused("something else where a size is expected");
    }

    private List<Long> numbers(Object value) {
        List<Object> items = list(value);
        if (items.size() > MAX_DIMENSIONS) {
            throw refused("a tensor of " + items.size() + " dimensions");
        }
        return items.stream().map(this::number).toList();
    }

    @SuppressWarnings("unchecked") // the only lists made here are of objects
    private List<Object> list(Object value) {
        if (value instanceof List) {
            return (List<Object>) value;
        }
        throw refused("something else where a tuple is expected");
    }

    @SuppressWarnings("unchecked") // the only maps made here are from text to objects
    private Map<String, Object> dict(Object value) {
        if (value instanceof Map) {
            return (Map<String, Object>) value;
        }
        throw refused("something else where a dict is expected");
    }

    private CheckpointException refusedName(String path) {
        return new CheckpointException(source + " names '" + path
                + "'; only tensors are accepted, because a pickle may run code. If you trust the file, save its"
                + " state dict as safetensors");
    }

    private CheckpointException refused(String what) {
        return new CheckpointException(source + " is not a plain state dict: its pickle has " + what
                + ". Save it anew with torch.save(module.state_dict(), path) or as safetensors");
    }
}
