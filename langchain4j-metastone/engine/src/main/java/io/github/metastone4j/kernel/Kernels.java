package io.github.metastone4j.kernel;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.Utils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.locks.Lock;

/**
 * A compiled copy of a {@link TorchSource}, and how Java calls it: each call passes the {@link ExitGate}.
 *
 * <p>Serving needs one copy in a process, {@link #serving()}. A training run compiles its own, since its trainer is kept
 * in the module.
 *
 * <p>Internal: public for the training code, which has a source of its own. It is no API of the engine.
 */
public final class Kernels implements AutoCloseable {

    private static final class Serving {
        static final Kernels KERNELS = compile(TorchSource.decoding());
    }

    private final PtNDManager manager;
    private final PtSymbolBlock module;

    private Kernels(PtNDManager manager, PtSymbolBlock module) {
        this.manager = manager;
        this.module = module;
    }

    /** On machines of one cloud DJL would ask for the machine's name and report it, once a day, to those who make it. */
    private static void keepToItself() {
        String optOut = "OPT_OUT_TRACKING";
        if (System.getenv(optOut) == null && System.getProperty(optOut) == null) {
            System.setProperty(optOut, "true");
        }
    }

    /**
     * DJL's binding of libtorch; the first call unpacks and loads it.
     *
     * @throws IllegalStateException if that cannot be done; a later call tries again
     */
    static Engine engine() {
        keepToItself();
        try {
            return Engine.getEngine("PyTorch");
        } catch (EngineException | LinkageError e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            throw new IllegalStateException(
                    "libtorch cannot be loaded: " + root + "; it is unpacked to " + Utils.getEngineCacheDir()
                            + ", which must be writable, allow execution and have room for 500 MB (DJL_CACHE_DIR names"
                            + " another folder)",
                    e);
        }
    }

    static Kernels serving() {
        var unused = engine(); // where it fails, the class below would hide why
        return Serving.KERNELS;
    }

    /** A copy of its own, for the caller to close. */
    public static Kernels compile(TorchSource source) {
        var unused = engine();
        PtNDManager manager = (PtNDManager) NDManager.newBaseManager("PyTorch");
        try (var archive = new ByteArrayInputStream(source.archive())) {
            return new Kernels(manager, JniUtils.loadModule(manager, archive, false, false));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs one method without recording gradients. Arguments made here are closed; the result is the caller's to close.
     *
     * @param arguments {@link PtNDArray}, array of it, {@code long[]}, {@code Integer}, {@code Long}, {@code Double},
     *     {@code String}, or an {@link IValue}, which stays open
     */
    IValue call(String method, Object... arguments) {
        // The setting is per thread. Shapes change at every step, so specialising on them costs more than it gives.
        JniUtils.setGraphExecutorOptimize(false);
        var values = new IValue[arguments.length];
        Lock lock = ExitGate.pass();
        try {
            for (int i = 0; i < values.length; i++) {
                values[i] = value(arguments[i]);
            }
            return IValueUtils.runMethod(module, method, values);
        } finally {
            lock.unlock();
            for (int i = 0; i < values.length; i++) {
                if (values[i] != null && values[i] != arguments[i]) {
                    values[i].close();
                }
            }
        }
    }

    /** Like {@link #call}, for a method that returns nothing. */
    public void run(String method, Object... arguments) {
        call(method, arguments).close();
    }

    /** Like {@link #call}, for a method that returns one tensor of a type Java can read. */
    public PtNDArray tensor(PtNDManager owner, String method, Object... arguments) {
        try (IValue result = call(method, arguments)) {
            return result.toTensor(owner);
        }
    }

    /** Runs one method that takes gradients; DJL passes tensors only here and reads the method's name from one of them. */
    public float[] train(String method, NDArray... arguments) {
        JniUtils.setGraphExecutorOptimize(false);
        try (PtNDManager scope = newManager()) {
            var inputs = new NDList(arguments);
            NDArray name = scope.zeros(new Shape(1));
            name.setName("module_method:" + method);
            inputs.add(name);
            Lock lock = ExitGate.pass();
            try (NDList result = IValueUtils.forward(module, inputs, true)) {
                return result.get(0).toFloatArray();
            } finally {
                lock.unlock();
            }
        }
    }

    /** For the tensors of one call, or of one owner; closing it frees them. */
    public PtNDManager newManager() {
        return (PtNDManager) manager.newSubManager();
    }

    private static IValue value(Object argument) {
        if (argument instanceof IValue value) {
            return value;
        } else if (argument instanceof PtNDArray tensor) {
            return IValue.from(tensor);
        } else if (argument instanceof PtNDArray[] tensors) {
            return IValue.listFrom(tensors);
        } else if (argument instanceof long[] numbers) {
            return IValue.listFrom(numbers);
        } else if (argument instanceof Integer number) {
            return IValue.from(number.longValue());
        } else if (argument instanceof Long number) {
            return IValue.from(number);
        } else if (argument instanceof Double number) {
            return IValue.from(number);
        } else if (argument instanceof String text) {
            return IValue.from(text);
        }
        throw new IllegalArgumentException("no TorchScript value for " + argument.getClass());
    }

    /** Frees the module and what it keeps. */
    @Override
    public void close() {
        module.close();
        manager.close();
    }

    /** What a native error says, without the interpreter's trace. */
    static String reason(EngineException e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        int at = message.lastIndexOf("RuntimeError: ");
        return (at < 0 ? message : message.substring(at + "RuntimeError: ".length()))
                .strip()
                .lines()
                .findFirst()
                .orElse(message);
    }
}
