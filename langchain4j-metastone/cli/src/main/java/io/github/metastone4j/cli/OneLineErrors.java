package io.github.metastone4j.cli;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Failures as one line on the error stream: what is wrong, and what to do about it. A value that cannot be used ends with
 * 2, anything else with 1. The stack trace is for {@code --verbose}.
 */
final class OneLineErrors implements IParameterExceptionHandler, IExecutionExceptionHandler {

    @Override
    public int handleParseException(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        String message = isUnknownCommand(failure)
                ? "there is no command '"
                        + ((UnmatchedArgumentException) failure).getUnmatched().get(0) + "'"
                        + (Metastone.providers().isEmpty()
                                ? " here; those that measure and make models are in metastone-lab"
                                : "")
                : line(failure);
        String help = command.getCommandSpec().qualifiedName() + " --help";
        String separator = message.endsWith(".") ? " " : "; ";
        command.getErr().println(prefix(command) + message + separator + "see " + help);
        return CommandLine.ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        if (command.getParseResult().hasMatchedOption("--verbose")) {
            failure.printStackTrace(command.getErr());
        } else {
            command.getErr().println(prefix(command) + line(failure));
        }
        boolean usage = failure instanceof IllegalArgumentException;
        return usage ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }

    private static boolean isUnknownCommand(ParameterException failure) {
        return failure instanceof UnmatchedArgumentException unmatched
                && failure.getCommandLine().getParent() == null
                && !unmatched.getUnmatched().get(0).startsWith("-");
    }

    private static String prefix(CommandLine command) {
        return command.getCommandSpec().qualifiedName() + ": ";
    }

    private static String line(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure + "; --verbose shows where"
                : message.replaceFirst("^Error: ", "").strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
