package datalab.system;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import datalab.testkit.InstalledPrograms;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The machine's own Chromium, driven by Playwright; nothing is downloaded. All tests of a class share one. Register it
 * as a static field of a class that {@code @Needs(CHROMIUM)}: {@code @RegisterExtension static final Chromium chromium = …}
 */
final class Chromium implements BeforeAllCallback, AfterAllCallback {
    /** Longer than a busy machine stands still: a page is waited for as patiently as all else. */
    static final int WAIT_MILLIS = 60_000;

    private @Nullable Playwright playwright;
    private @Nullable Browser browser;

    @Override
    public void beforeAll(ExtensionContext context) {
        PlaywrightAssertions.setDefaultAssertionTimeout(WAIT_MILLIS);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(InstalledPrograms.chromium().orElseThrow())
                        .setArgs(List.of("--no-sandbox", "--disable-gpu")));
    }

    /** Ends the browser too. */
    @Override
    public void afterAll(ExtensionContext context) {
        if (playwright != null) {
            playwright.close();
        }
    }

    Browser browser() {
        return Objects.requireNonNull(browser);
    }
}
