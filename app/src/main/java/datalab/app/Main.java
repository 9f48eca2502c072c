package datalab.app;

import datalab.app.batch.RebuildCommand;
import datalab.app.batch.VerifyCommand;
import datalab.app.send.SendCommand;
import datalab.app.settings.Secrets;
import datalab.app.simulate.SimulateCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The command line. Ends with 0 where all went well, 1 where something did not, 2 where the command itself was wrong, 3 where
 * another process is doing what was asked; every error is one sentence on stderr, without a stack trace.
 */
@Command(
        name = "datalab",
        description = "Runs data labs.",
        subcommands = {
            RunCommand.class,
            CheckCommand.class,
            NewCommand.class,
            SendCommand.class,
            SimulateCommand.class,
            BatchCommand.class,
            RebuildCommand.class,
            VerifyCommand.class,
            DropCommand.class,
            VersionCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Main implements Runnable {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setUsageHelpWidth(110);
        line.setOverwrittenOptionsAllowed(true); // the last of two counts, as in any shell
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler(Main::explainUsage);
        line.setExecutionExceptionHandler(Main::explainFailure);
        line.getHelpSectionMap().put(CommandLine.Model.UsageMessageSpec.SECTION_KEY_HEADER, help -> "");
        return line;
    }

    /** Without a command: what there is. The launcher prints the same file without starting Java. */
    @Override
    public void run() {
        System.out.print(helpText());
    }

    static String helpText() {
        try (InputStream help = Main.class.getResourceAsStream("help.txt")) {
            if (help == null) {
                throw new IllegalStateException("help.txt is not beside Main");
            }
            return new String(help.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int explainUsage(ParameterException wrong, String[] arguments) {
        PrintWriter err = wrong.getCommandLine().getErr();
        String command = wrong.getCommandLine().getCommandName();
        err.println("datalab: " + wrong.getMessage());
        err.println("`./datalab help" + (command.equals("datalab") ? "" : " " + command) + "` tells more");
        return CommandLine.ExitCode.USAGE;
    }

    private static int explainFailure(Exception failure, CommandLine line, ParseResult parsed) throws Exception {
        if (failure instanceof CommandFailed expected) {
            Secrets.hidden(expected.explanation())
                    .lines()
                    .forEach(text -> line.getErr().println("datalab: " + text));
            return CommandLine.ExitCode.SOFTWARE;
        }
        throw failure;
    }
}
