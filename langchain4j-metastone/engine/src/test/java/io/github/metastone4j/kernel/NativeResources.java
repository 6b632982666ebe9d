package io.github.metastone4j.kernel;

import ai.djl.ndarray.BaseNDManager;
import java.lang.reflect.Field;
import java.util.Map;

/** Counts what native memory Java has a handle to, which DJL itself doesn't tell. */
public final class NativeResources {

    private NativeResources() {}

    /** Tensors and managers that hang on the serving kernels; each sequence, cache and set of weights is apart from it. */
    public static int held() {
        return held((BaseNDManager) field(Kernels.serving(), Kernels.class, "manager"));
    }

    private static int held(BaseNDManager manager) {
        int count = 0;
        for (String name : new String[] {"resources", "tempResources"}) {
            for (Object resource : ((Map<?, ?>) field(manager, BaseNDManager.class, name)).values()) {
                count += 1 + (resource instanceof BaseNDManager child ? held(child) : 0);
            }
        }
        return count;
    }

    private static Object field(Object owner, Class<?> type, String name) {
        try {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            return field.get(owner);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
