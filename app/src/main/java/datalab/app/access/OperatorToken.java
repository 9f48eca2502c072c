package datalab.app.access;

import datalab.access.TokenText;
import datalab.app.terminal.CommandFailed;
import datalab.runtime.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/** The token of who may read the data folder: it opens everything, as that folder does. */
public final class OperatorToken {
    private static final String FILE = "admin-token";

    private OperatorToken() {}

    /** Empty where there is none yet, or somebody else may not read it. */
    public static Optional<TokenText> read(Path data) {
        try {
            return TokenText.of(Files.readString(data.resolve(FILE)).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static TokenText readOrMake(Path data) {
        return read(data).orElseGet(() -> make(data.resolve(FILE)));
    }

    private static TokenText make(Path file) {
        TokenText token = TokenText.generate(new SecureRandom());
        try {
            SecretFile.write(file, token.text() + "\n");
            return token;
        } catch (IOException e) {
            throw new CommandFailed(
                    "the operator's token cannot be kept in " + file + ": " + CommandFailed.words(e), e);
        }
    }
}
