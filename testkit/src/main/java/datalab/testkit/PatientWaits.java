package datalab.testkit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Has tests that wait for something wait longer than a busy machine stands still; JUnit finds it by itself. */
public final class PatientWaits implements BeforeAllCallback {
    private static final Duration AT_MOST = Duration.ofMinutes(3);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(AT_MOST);
    }
}
