package io.github.metastone4j.cli;

import io.github.metastone4j.lab.AblateCommand;
import io.github.metastone4j.lab.CalibrateCommand;
import io.github.metastone4j.lab.CompareCommand;
import io.github.metastone4j.lab.ConvertHeadCommand;
import io.github.metastone4j.lab.EvaluateCommand;
import io.github.metastone4j.lab.EvaluateToolsCommand;
import io.github.metastone4j.lab.PlotCommand;
import io.github.metastone4j.lab.TrainCommand;
import io.github.metastone4j.lab.TrainHeadCommand;
import io.github.metastone4j.lab.TrainNanoCommand;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command itself: knows its subcommands, prints help, and turns failures into one line. */
@Command(
        name = "metastone",
        mixinStandardHelpOptions = true,
        versionProvider = Metastone.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Reasoning models that judge their own steps, in this process.")
public final class Metastone implements Runnable {

    private final Terminal terminal;

    private Metastone(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Runs one command and ends with its exit code: 0, 1 for a failure, 2 for a wrong call. */
    public static void main(String[] args) {
        Terminal terminal = Terminal.ofProcess();
        int code = commandLine(terminal).execute(args);
        terminal.out().flush();
        terminal.err().flush();
        // Threads of the native library may linger; an answered question need not wait for them.
        Runtime.getRuntime().exit(code);
    }

    static CommandLine commandLine(Terminal terminal) {
        var errors = new OneLineErrors();
        return new CommandLine(new Metastone(terminal))
                .addSubcommand("ask", new AskCommand(terminal))
                .addSubcommand("evaluate", new EvaluateCommand(terminal))
                .addSubcommand("calibrate", new CalibrateCommand(terminal))
                .addSubcommand("evaluate-tools", new EvaluateToolsCommand(terminal))
                .addSubcommand("compare", new CompareCommand(terminal))
                .addSubcommand("verify", new VerifyCommand(terminal))
                .addSubcommand("bench", new BenchCommand(terminal))
                .addSubcommand("train", new TrainCommand(terminal))
                .addSubcommand("train-head", new TrainHeadCommand(terminal))
                .addSubcommand("ablate", new AblateCommand(terminal))
                .addSubcommand("train-nano", new TrainNanoCommand(terminal))
                .addSubcommand("convert-head", new ConvertHeadCommand(terminal))
                .addSubcommand("plot", new PlotCommand(terminal))
                .setOut(new PrintWriter(terminal.out(), true, terminal.charset()))
                .setErr(new PrintWriter(terminal.err(), true, terminal.charset()))
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
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
