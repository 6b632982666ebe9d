package io.github.metastone4j.training;

import io.github.metastone4j.evaluation.rollout.LineStore;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A file of results that grows variant by variant and seed by seed; it is a {@link LineStore}, and keeps what that keeps. */
final class AblationStore implements AutoCloseable {

    private static final String WHAT = "results";
    private static final String HEADER = "ablation";

    private record Key(String variant, long seed) {}

    private final LineStore lines;
    private final Map<Key, AblationResult> results = new HashMap<>();

    private AblationStore(LineStore lines) {
        this.lines = lines;
    }

    /**
     * Opens a file, or begins one.
     *
     * @param settings everything that all results depend on, by name
     * @throws IllegalArgumentException if the file was begun with other settings; the message names those that differ
     * @throws IllegalStateException if another run writes it
     */
    static AblationStore open(Path file, Map<String, String> settings) {
        var store = new AblationStore(LineStore.open(file, WHAT, HEADER, settings));
        try {
            store.lines.forEach(line -> store.put(AblationResult.of(line)));
            return store;
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private void put(AblationResult result) {
        results.put(new Key(result.variant(), result.seed()), result);
    }

    @Nullable
    AblationResult get(String variant, long seed) {
        return results.get(new Key(variant, seed));
    }

    /** Keeps results that are not there yet; on return they are on the disk. */
    void add(List<AblationResult> together) {
        for (AblationResult one : together) {
            if (get(one.variant(), one.seed()) == null) {
                lines.append(one.json());
                put(one);
            }
        }
    }

    @Override
    public void close() {
        lines.close();
    }
}
