package io.github.metastone4j.effort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metastone4j.checkpoint.CheckpointException;
import io.github.metastone4j.effort.Calibration.Measured;
import io.github.metastone4j.selection.Selector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalibrationTest {

    private static final Calibration CALIBRATION = new Calibration(
            "0123456789ab",
            Selector.WEIGHTED_MAJORITY,
            0.8,
            0.03,
            new Measured(500, Long.MIN_VALUE + 1, 32, 0.6, 0.872, 0.8689, 0.3149));

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("calibration.json");
    }

    @Test
    void what_is_written_is_read_again_and_nothing_else_is_left() throws IOException {
        CALIBRATION.write(file());
        CALIBRATION.write(file());

        assertThat(Calibration.read(folder, () -> "0123456789ab")).isEqualTo(CALIBRATION);
        assertThat(folder).isDirectoryContaining("glob:**calibration.json");
        assertThat(Files.list(folder)).hasSize(1);
    }

    @Test
    void where_there_is_no_file_there_is_none_and_no_digest_is_made() {
        assertThat(Calibration.read(folder, () -> {
                    throw new AssertionError("nobody asked");
                }))
                .isNull();
    }

    @Test
    void one_for_other_weights_is_refused_and_both_are_named() {
        CALIBRATION.write(file());

        assertThatThrownBy(() -> Calibration.read(folder, () -> "fedcba987654"))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(file() + " was made for weights with digest 0123456789ab, but those beside it have"
                        + " fedcba987654; calibrate anew, or remove the file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"confidence\" : 0.8       | \"confidence\" : 0.4      | confidence is 0.4; it must be between 0.5 and 1",
                "\"pruning\" : 0.03         | \"pruning\" : 0.5         | pruning is 0.5; it must be at least 0",
                "\"pruning\" : 0.03         | \"pruning\" : \"much\"    | 'pruning' is \"much\", which is no number",
                "\"pruning\" : 0.03         | \"prune\" : 0.03          | 'pruning' is missing",
                "weighted-majority          | borda                     | unknown selector 'borda'; choose one of",
                "\"weights\" : \"0123456789ab\" | \"weights\" : 7       | 'weights' is 7, which is no text",
                "\"problems\" : 500         | \"problems\" : 0          | problems is 0; it must be at least 1",
                "\"problems\" : 500         | \"problems\" : 99999999999 | integer overflow",
                "\"temperature\" : 0.6      | \"temperature\" : -1       | temperature is -1.0; it must be at least 0",
                "\"trajectories\" : 32      | \"trajectories\" : 1.5    | 'trajectories' is 1.5, which is no whole number",
                "\"autoTokens\" : 0.3149    | \"autoTokens\" : -0.3      | autoTokens is -0.3; it must be at least 0",
                "{                          | [                         | calibration.json is no calibration: ",
            })
    void a_file_that_cannot_be_used_is_named_with_what_is_wrong(String from, String to, String message)
            throws IOException {
        CALIBRATION.write(file());
        String text = Files.readString(file());
        assertThat(text).contains(from.strip());
        Files.writeString(file(), text.replace(from.strip(), to.strip()));

        assertThatThrownBy(() -> Calibration.read(folder, () -> "0123456789ab"))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(file() + " is no calibration: ")
                .hasMessageContaining(message.strip())
                .hasMessageEndingWith("; calibrate anew, or remove the file");
    }

    @Test
    void an_empty_file_is_refused() throws IOException {
        Files.createFile(file());

        assertThatThrownBy(() -> Calibration.read(folder, () -> "0123456789ab"))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("is missing");
    }

    @Test
    void where_it_cannot_be_written_the_file_is_named() {
        Path nowhere = folder.resolve("nowhere/calibration.json");

        assertThatThrownBy(() -> CALIBRATION.write(nowhere))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith(nowhere + " cannot be written");
    }
}
