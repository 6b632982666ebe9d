package io.github.metastone4j.server;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts the server. Each option is a key of the configuration, and wins over what that says elsewhere. */
@QuarkusMain
@Command(
        name = "metastone serve",
        sortOptions = false,
        description = "Answer clients of OpenAI's API at /v1, with health and metrics.",
        footer = {
            "",
            "METASTONE_API_KEY in the environment is a key that callers must then send. It has no option, since what stands"
                    + " on a command line can be read by others. All other settings: docs/openai.md."
        })
public final class Server implements Runnable {

    private static final int PORTS = 65535;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "Where it listens; 0.0.0.0 is open to other machines. Default: 127.0.0.1, this machine alone")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "PORT", description = "Default: PORT in the environment, else 8080")
    private @Nullable Integer port;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description =
                    "A Hugging Face folder with a score head. Default: MODEL in the environment, else the embedded model")
    private @Nullable Path model;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description =
                    "auto, cpu, cuda:0, or several GPUs with commas. Default: DEVICE in the environment, else auto")
    private @Nullable String device;

    Server() {}

    /** Runs until it is told to end; a wrong call ends with 2. The command that the scripts pass on may stand first. */
    public static void main(String[] args) {
        boolean named = args.length > 0 && args[0].equals("serve");
        int code = commandLine().execute(named ? Arrays.copyOfRange(args, 1, args.length) : args);
        if (code != 0) {
            Runtime.getRuntime().exit(code);
        }
    }

    static CommandLine commandLine() {
        var line = new CommandLine(new Server());
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Say this")
                        .build());
        return line.setExpandAtFiles(false).setParameterExceptionHandler((failure, args) -> {
            failure.getCommandLine()
                    .getErr()
                    .println("metastone serve: " + failure.getMessage() + "; see metastone serve --help");
            return CommandLine.ExitCode.USAGE;
        });
    }

    @Override
    public void run() {
        settings().forEach(System::setProperty);
        Quarkus.run();
    }

    /** What the options say, by the keys of the configuration. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        if (host != null) {
            settings.put("quarkus.http.host", host);
        }
        if (port != null) {
            settings.put("quarkus.http.port", String.valueOf(requirePort(port)));
        }
        if (model != null) {
            settings.put(
                    "quarkus.langchain4j.metastone.model-path",
                    model.toAbsolutePath().toString());
        }
        if (device != null) {
            settings.put("quarkus.langchain4j.metastone.device", device);
        }
        return settings;
    }

    private int requirePort(int asked) {
        if (asked < 1 || asked > PORTS) {
            throw new ParameterException(commandLineOf(spec), "--port is " + asked + "; it must be 1 to " + PORTS);
        }
        return asked;
    }

    private static CommandLine commandLineOf(@Nullable CommandSpec spec) {
        return spec == null ? commandLine() : spec.commandLine();
    }
}
