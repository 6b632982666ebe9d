package io.github.metastone4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The command itself: knows its subcommands, prints help, and turns failures into one line. */
@Command(
        name = "metastone",
        mixinStandardHelpOptions = true,
        versionProvider = Metastone.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Reasoning models that judge their own steps, in this process.",
        footer = {
            "",
            "In a checkout, ./metastone without a command opens a page on which trajectories compete, and ./metastone serve"
                    + " starts a server that speaks OpenAI's API."
        })
public final class Metastone implements Runnable {

    private static final String NO_LABORATORY =
            "Commands that measure and make models (evaluate, calibrate, train and others)"
                    + " are in metastone-lab. In a checkout, ./metastone builds it when the first of them is called.";

    private final Terminal terminal;

    private Metastone(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Runs one command and ends with its exit code: 0, 1 for a failure, 2 for a wrong call. */
    public static void main(String[] args) {
        // The natives are in the jar, or beside it: nothing is looked for on the network.
        System.getProperties().putIfAbsent("ai.djl.offline", "true");
        Terminal terminal = Terminal.ofProcess();
        int code = commandLine(terminal).execute(args);
        terminal.out().flush();
        terminal.err().flush();
        // Threads of the native library may linger; an answered question need not wait for them.
        Runtime.getRuntime().exit(code);
    }

    /**
     * The command with its subcommands: those that serve a model, and those of every {@link CommandProvider} on the class
     * path.
     */
    public static CommandLine commandLine(Terminal terminal) {
        var errors = new OneLineErrors();
        CommandLine line = new CommandLine(new Metastone(terminal))
                .addSubcommand(new AskCommand(terminal))
                .addSubcommand(new BenchCommand(terminal))
                .addSubcommand(new VerifyCommand(terminal));
        List<CommandProvider> providers = providers();
        providers.forEach(provider -> provider.commands(terminal).forEach(line::addSubcommand));
        if (providers.isEmpty()) {
            UsageMessageSpec usage = line.getCommandSpec().usageMessage();
            List<String> footer = new ArrayList<>(List.of(usage.footer()));
            footer.addAll(List.of("", NO_LABORATORY));
            usage.footer(footer.toArray(String[]::new));
        }
        return line.setOut(new PrintWriter(terminal.out(), true, terminal.charset()))
                .setErr(new PrintWriter(terminal.err(), true, terminal.charset()))
                // A question may begin with @; it names no file of arguments.
                .setExpandAtFiles(false)
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
    }

    /** Who brings further commands, on the class path. */
    static List<CommandProvider> providers() {
        return ServiceLoader.load(CommandProvider.class, Metastone.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /** Without a subcommand: what there is. */
    @Override
    public void run() {
        commandLine(terminal).usage(terminal.out());
    }

    /** From what Maven leaves in the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            Properties jar = new Properties();
            try (InputStream in = Metastone.class.getResourceAsStream(
                    "/META-INF/maven/io.github.metastone4j/metastone-cli/pom.properties")) {
                if (in != null) {
                    jar.load(in);
                }
            }
            return new String[] {
                "metastone " + jar.getProperty("version", "(not from a jar)") + ", Java "
                        + System.getProperty("java.version")
            };
        }
    }
}
