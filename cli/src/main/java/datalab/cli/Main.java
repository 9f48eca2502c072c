package datalab.cli;

import datalab.app.settings.Secrets;
import datalab.app.terminal.CommandFailed;
import datalab.app.terminal.Terminal;
import datalab.cli.audit.AuditCommand;
import datalab.cli.batch.RebuildCommand;
import datalab.cli.batch.VerifyCommand;
import datalab.cli.export.ExportCommand;
import datalab.cli.fit.FitCommand;
import datalab.cli.forget.ForgetCommand;
import datalab.cli.notebook.NotebookCommand;
import datalab.cli.publish.PublishCommand;
import datalab.cli.send.SendCommand;
import datalab.cli.simulate.SimulateCommand;
import datalab.cli.token.TokenCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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
            ExportCommand.class,
            SimulateCommand.class,
            NotebookCommand.class,
            BatchCommand.class,
            RebuildCommand.class,
            VerifyCommand.class,
            FitCommand.class,
            PublishCommand.class,
            ForgetCommand.class,
            DropCommand.class,
            MoveCommand.class,
            CompletionCommand.class,
            ResumeCommand.class,
            TokenCommand.class,
            AuditCommand.class,
            VersionCommand.class,
            CommandLine.HelpCommand.class
        },
        mixinStandardHelpOptions = true)
public final class Main implements Runnable {
    private static final String OWN_MISTAKE =
            "this is a mistake of DataLab's own (with DATALAB_TRACE=1 it says where): ";

    private Main() {}

    /**
     * Sets a fixed default locale: Kafka, which runs in here, upper-cases names of settings by the default locale, and
     * in Turkish the upper case of i is not I. DataLab itself always passes a locale where it matters.
     */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setUsageHelpWidth(110);
        line.setOverwrittenOptionsAllowed(true); // the last of two counts, as in any shell
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler(Main::explainUsage);
        line.setExecutionExceptionHandler(Main::explainFailure);
        line.getSubcommands().values().forEach(Main::describe);
        line.getCommandSpec().versionProvider(() -> new String[] {VersionCommand.sentence()});
        line.getHelpSectionMap().put(CommandLine.Model.UsageMessageSpec.SECTION_KEY_HEADER, help -> "");
        return line;
    }

    /** Without a command: prints the list of commands. The launcher prints the same file without starting Java. */
    @Override
    public void run() {
        System.out.print(helpText());
    }

    public static String helpText() {
        try (InputStream help = Main.class.getResourceAsStream("help.txt")) {
            if (help == null) {
                throw new IllegalStateException("help.txt is not beside Main");
            }
            return new String(help.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every command says its version, and ends its help with what all have in common. */
    private static void describe(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        spec.versionProvider(() -> new String[] {VersionCommand.sentence()});
        List<String> footer = new ArrayList<>(List.of(spec.usageMessage().footer()));
        if (footer.isEmpty()) {
            footer.addAll(List.of("", "Ends with 0 where all went well, with 1 where something did not."));
        }
        footer.add("Ends with 2 where the command itself was wrong.");
        spec.usageMessage().footer(footer.toArray(String[]::new));
        command.getSubcommands().values().forEach(Main::describe);
    }

    private static int explainUsage(ParameterException wrong, String[] arguments) {
        PrintWriter err = wrong.getCommandLine().getErr();
        String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        err.println("datalab: " + Terminal.plain(UsageErrors.sentence(wrong, arguments)));
        err.println("`./" + command + (command.equals("datalab") ? " help" : " --help") + "` tells more");
        return CommandLine.ExitCode.USAGE;
    }

    private static int explainFailure(Exception failure, CommandLine line, ParseResult parsed) {
        if (failure instanceof CommandFailed expected) {
            Terminal.plain(Secrets.hidden(expected.explanation()))
                    .lines()
                    .forEach(text -> line.getErr().println("datalab: " + text));
            return expected.exitCode();
        }
        String message = switch (failure) {
            case IOException outside -> CommandFailed.words(outside);
            case UncheckedIOException outside -> CommandFailed.words(outside);
            default -> OWN_MISTAKE + failure.getMessage();
        };
        line.getErr().println("datalab: " + Terminal.plain(Secrets.hidden(message)));
        if (System.getenv("DATALAB_TRACE") != null) {
            failure.printStackTrace(line.getErr());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }
}
