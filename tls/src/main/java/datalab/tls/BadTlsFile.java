package datalab.tls;

import datalab.runtime.Unavailable;
import org.jspecify.annotations.Nullable;

/** A file that TLS cannot use. Its message is one sentence that names the file and says what was expected. */
public final class BadTlsFile extends Unavailable {
    BadTlsFile(String message) {
        this(message, null);
    }

    BadTlsFile(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
