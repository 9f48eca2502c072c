package datalab.cli;

import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code datalab completion}: what a shell needs to complete commands and options. */
@Command(
        name = "completion",
        description = {
            "Prints a script for bash or zsh that completes commands and options of datalab:",
            "  source <(./datalab completion bash)"
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Runnable {

    /** The shells there are scripts for. */
    enum Shell {
        BASH,
        ZSH
    }

    @Parameters(paramLabel = "SHELL", description = "bash or zsh")
    private Shell shell = Shell.BASH;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        if (shell == Shell.ZSH) {
            out.println("autoload -U +X compinit && compinit"); // the script itself loads what bash's needs
        }
        out.println(AutoComplete.bash("datalab", Main.commandLine()));
        out.flush();
    }
}
