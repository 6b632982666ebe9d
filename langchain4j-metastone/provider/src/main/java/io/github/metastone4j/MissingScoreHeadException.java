package io.github.metastone4j;

import java.nio.file.Path;

/** A checkpoint that can reason, but not judge its reasoning. */
public final class MissingScoreHeadException extends RuntimeException {

    private static final long serialVersionUID = 1;

    MissingScoreHeadException(Path folder) {
        super("there is no score head in " + folder + ": neither score_module.safetensors nor score_module.pt. Download"
                + " it with the checkpoint, or set allowMissingHead to choose by majority instead of by score");
    }
}
