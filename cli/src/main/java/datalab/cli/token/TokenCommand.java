package datalab.cli.token;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code datalab token}: makes, lists and revokes what programs and people log in with. */
@Command(
        name = "token",
        description = "Makes, lists and revokes the tokens that programs and people show a DataLab with access.on.",
        subcommands = {
            CreateTokenCommand.class,
            ListTokensCommand.class,
            RevokeTokenCommand.class,
            GenerateTokenCommand.class
        },
        footer = {
            "",
            "Commands show the token in DATALAB_TOKEN, or in the file that DATALAB_TOKEN_FILE names; without these, and",
            "on the machine of the DataLab, the operator's, which its data folder keeps (--data, DATALAB_DATA).",
            "Ends with 0 where all went well, with 1 where something did not."
        },
        mixinStandardHelpOptions = true)
public final class TokenCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "what about tokens? One of create, list, revoke and generate is missing");
    }
}
