package datalab.system;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** One tab of a browser with a profile of its own; remembers what the browser complained about. Belongs to one thread. */
final class Tab implements AutoCloseable {
    private static final String AXE = axe();
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    private Tab(BrowserContext context) {
        this.context = context;
        this.page = context.newPage();
    }

    /** How large a screen is, in CSS pixels, and which colours its owner likes. */
    record Screen(int width, int height, ColorScheme scheme) {
        static final Screen DESKTOP = new Screen(1280, 900, ColorScheme.LIGHT);
    }

    /** A tab with nothing in it yet. */
    static Tab empty(Browser browser, Screen screen) {
        Tab tab = new Tab(browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(screen.width(), screen.height())
                .setColorScheme(screen.scheme())
                .setLocale("en-GB")
                .setTimezoneId("Asia/Kathmandu")));
        tab.page.setDefaultTimeout(Chromium.WAIT_MILLIS);
        tab.page.onPageError(tab.complaints::add);
        tab.page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                tab.complaints.add(message.text());
            }
        });
        return tab;
    }

    static Tab open(Browser browser, URI address, Screen screen) {
        Tab tab = empty(browser, screen);
        tab.page.navigate(address.toString());
        return tab;
    }

    /** Errors and warnings on the console, and exceptions that nobody caught. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    Page page() {
        return page;
    }

    Locator find(String selector) {
        return page.locator(selector);
    }

    Locator find(String selector, String text) {
        return page.locator(selector, new Page.LocatorOptions().setHasText(text));
    }

    static Locator button(Locator within, String name) {
        return within.getByRole(
                AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    /** More than the screen's width means that one has to scroll sideways. */
    int contentWidth() {
        return ((Number) page.evaluate("document.documentElement.scrollWidth")).intValue();
    }

    /** What axe finds that keeps people out: the rules, each with the elements that break it. */
    List<String> hindrances() {
        page.evaluate(AXE);
        Object found = page.evaluate("""
                async () => (await axe.run()).violations
                  .map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.html).join(' ')}`)""");
        return ((List<?>) found).stream().map(String::valueOf).toList();
    }

    private static String axe() {
        try (InputStream script = Tab.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of the page, its header at the top. */
    void screenshot(String name) {
        page.evaluate("scrollTo(0, 0)");
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setFullPage(true));
    }

    /** A page may ask for something at this moment: an answer of the test's own would come too late. */
    @Override
    public void close() {
        page.unrouteAll();
        context.close();
    }
}
