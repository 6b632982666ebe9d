package io.github.metastone4j.cli;

import io.github.metastone4j.kernel.Placement;
import java.util.List;
import picocli.CommandLine.Option;

/** Where a model's layers lie. */
public final class DeviceArguments {

    @Option(
            names = "--device",
            paramLabel = "NAME",
            split = ",",
            description = "auto, cpu, cuda:N, or several: cuda:0,cuda:1. Default: auto")
    private List<String> devices = List.of("auto");

    public List<String> names() {
        return devices;
    }

    /** The devices themselves, which must be there. */
    public Placement placement() {
        return Placement.parse(devices);
    }
}
