package io.github.metastone4j.generation;

/** A request to a model that is closed, or was closed while it ran. */
public final class ModelClosedException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    ModelClosedException(String message) {
        super(message);
    }

    static ModelClosedException beforeItBegan() {
        return new ModelClosedException("the model is closed; load it again");
    }
}
