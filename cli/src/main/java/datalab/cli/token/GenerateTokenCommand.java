package datalab.cli.token;

import datalab.access.TokenText;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code datalab token generate}. */
@Command(
        name = "generate",
        description = {
            "Prints a random token for the setting access.admin_token (DATALAB_ACCESS_ADMIN_TOKEN), where processes",
            "share no data folder: the operator's, which opens everything. Nothing is asked and nothing is kept."
        },
        mixinStandardHelpOptions = true)
final class GenerateTokenCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        System.out.println(TokenText.generate(new SecureRandom()).text());
        return 0;
    }
}
