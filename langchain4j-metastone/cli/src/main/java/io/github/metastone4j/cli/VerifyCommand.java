package io.github.metastone4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.checkpoint.Checkpoint;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.kernel.Decoder;
import io.github.metastone4j.kernel.Placement;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks that a checkpoint answers here as it does elsewhere. */
@Command(
        name = "verify",
        sortOptions = false,
        description = "Hold a checkpoint against what an independent implementation answers on it.")
final class VerifyCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Checkpoint folder")
    private Path model = Path.of("");

    @Option(
            names = "--golden",
            paramLabel = "FILE",
            description = "The reference's answers. Default: golden.json in that folder")
    private @Nullable Path golden;

    @Mixin
    private final DeviceArguments device = new DeviceArguments();

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            description = "float32, bfloat16 or float16; the tolerances are for float32, the default")
    private String dtype = Dtype.FLOAT32.configName();

    @Option(
            names = "--tolerance",
            paramLabel = "T",
            description = "For logits, features, the head's logits and log-probabilities. Default: 2e-4")
    private double tolerance = Tolerances.FLOAT32.numbers();

    @Option(names = "--score-tolerance", paramLabel = "T", description = "For scores. Default: 1e-4")
    private double scoreTolerance = Tolerances.FLOAT32.scores();

    @Mixin
    private final OutputArguments output = new OutputArguments();

    VerifyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Tolerances tolerances = new Tolerances(tolerance, scoreTolerance);
        Dtype type = Dtype.parse(dtype);
        Checkpoint checkpoint = Checkpoint.open(model);
        GoldenFile reference = GoldenFile.read(golden == null ? model.resolve("golden.json") : golden);
        Placement placement = device.placement();
        List<Quantity> quantities;
        try (Decoder decoder = Decoder.load(checkpoint, placement, type)) {
            quantities = GoldenCheck.compare(decoder, reference, tolerances);
        }
        boolean passes = quantities.stream().allMatch(Quantity::passes);
        if (output.json()) {
            terminal.out().println(json(quantities, passes).toPrettyString());
        } else {
            print(quantities, passes, reference.cases().size());
        }
        return passes ? 0 : 1;
    }

    private void print(List<Quantity> quantities, boolean passes, int cases) {
        Ink ink = terminal.ink();
        String row = "%-18s  %8s  %18s  %9s  %s%n";
        terminal.out().printf(row, "quantity", "compared", "largest difference", "tolerance", "");
        terminal.out().println(ink.rule(65));
        for (Quantity quantity : quantities) {
            terminal.out()
                    .printf(
                            row,
                            quantity.name(),
                            quantity.values(),
                            number(quantity.largest()),
                            number(quantity.tolerance()),
                            verdict(quantity.passes(), ink));
        }
        terminal.out().println();
        for (Quantity quantity : quantities) {
            if (!quantity.passes()) {
                terminal.out().println(quantity.name() + ", " + quantity.where());
            }
        }
        terminal.out().println(verdict(passes, ink) + ": " + model + ", " + cases + " cases, " + dtype);
    }

    private static String verdict(boolean passes, Ink ink) {
        return passes ? ink.scored(1, "PASS") : ink.scored(0, "FAIL");
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.1e", value);
    }

    /** JSON knows neither NaN nor infinity: a difference that is not a number is null, and does not pass. */
    private ObjectNode json(List<Quantity> quantities, boolean passes) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("model", model.toString());
        json.put("dtype", dtype);
        json.put("passes", passes);
        ArrayNode list = json.putArray("quantities");
        for (Quantity quantity : quantities) {
            ObjectNode node = list.addObject();
            node.put("name", quantity.name());
            node.put("compared", quantity.values());
            node.put("largestDifference", Double.isFinite(quantity.largest()) ? (Double) quantity.largest() : null);
            node.put("tolerance", quantity.tolerance());
            node.put("where", quantity.where());
            node.put("passes", quantity.passes());
        }
        return json;
    }
}
