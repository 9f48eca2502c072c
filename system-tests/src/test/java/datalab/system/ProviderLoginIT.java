package datalab.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static datalab.testkit.Needs.Part.CHROMIUM;
import static datalab.testkit.Needs.Part.DEX;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Needs;
import datalab.testkit.oidc.DexServer;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** People and programs of a real provider, in a browser and over HTTP. */
@Needs({CHROMIUM, DEX})
final class ProviderLoginIT {
    private static final String BASE = "/service-analytics";
    private static final String LAB = "users";
    private static final String OTHER = "sensors";

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @TempDir
    static Path folder;

    private static DataLabProcess datalab;
    private static DexServer dex;

    private BrowserContext browser;
    private Page page;

    @BeforeAll
    static void start() throws Exception {
        datalab = new DataLabProcess(Path.of("../labs"), folder.resolve("data"));
        dex = DexServer.create(datalab.url(BASE + "/login/callback"));
        datalab.with("DATALAB_ACCESS_ON", "true")
                .with("DATALAB_HTTP_BASE", BASE)
                .with("DATALAB_ACCESS_OIDC_ISSUER", dex.issuer().toString())
                .with("DATALAB_ACCESS_OIDC_CLIENT", DexServer.CLIENT)
                .with("DATALAB_ACCESS_OIDC_CLIENT_SECRET", DexServer.SECRET)
                .with("DATALAB_ACCESS_OIDC_SCOPES", "openid,profile,email,groups")
                .with("DATALAB_ACCESS_OIDC_ROLES", DexServer.GROUP + ": read in " + LAB)
                .start(LAB, OTHER);
    }

    @AfterAll
    static void stop() throws Exception {
        datalab.close();
        dex.close();
    }

    @BeforeEach
    void open() {
        browser = chromium.browser().newContext();
        page = browser.newPage();
        page.navigate(datalab.url(BASE + "/").toString());
    }

    @AfterEach
    void close() {
        browser.close();
    }

    @Test
    void aMemberOfAGroupSeesTheLabsOfTheGroup() throws Exception {
        toProvider();
        page.getByText("Log in with Authors").click();

        Locator logOut = page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Log out"));
        assertThat(logOut).hasAttribute("title", Pattern.compile("token \\S+ \\(login\\)"));
        assertThat(page.getByText(LAB).first()).isVisible();
        assertThat(page.getByText(OTHER)).hasCount(0);
        Cookie session = browser.cookies().stream()
                .filter(cookie -> cookie.name.equals("datalab_session"))
                .findFirst()
                .orElseThrow();
        assertThat(session.httpOnly).isTrue();
        assertThat(session.sameSite).isEqualTo(SameSiteAttribute.STRICT);
        assertThat(session.path).isEqualTo(BASE + "/");
        assertThat(browser.cookies()).noneMatch(cookie -> cookie.name.equals("datalab_login"));
        assertThat(get("/tokens", operator()))
                .contains("user kilgore@kilgore.trout")
                .doesNotContain(session.value);

        logOut.click();
        assertThat(page.getByText("Log in with 127.0.0.1")).isVisible();
        assertThat(get("/labs/" + LAB, session.value)).contains("has expired or was revoked");
    }

    @Test
    void whoIsInNoGroupIsToldSo() {
        toProvider();
        page.getByText("Log in with Email").click();
        page.locator("input[name=login]").fill(DexServer.EMAIL);
        page.locator("input[name=password]").fill(DexServer.PASSWORD);
        page.locator("button[type=submit]").click();

        assertThat(page.locator("body")).containsText("user ann@example.org is in no group that has a role here");
        assertThat(browser.cookies()).isEmpty();
        page.getByText("Back to DataLab").click();
        assertThat(page.getByText("Log in with 127.0.0.1")).isVisible();
    }

    @Test
    void anAnswerToALoginThatNobodyHasBegunIsRefused() {
        page.navigate(datalab.url(BASE + "/login/callback?state=a&code=b").toString());

        assertThat(page.locator("body")).containsText("this browser has begun no login here");
    }

    @Test
    void aProgramShowsTheTokenOfTheProvider() throws Exception {
        String token = dex.idToken();
        String forged = token.substring(0, token.length() - 8) + "AAAAAAAA";

        assertThat(get("/session", token)).contains("\"name\":\"user ann@example.org\"");
        assertThat(get("/labs/" + LAB, token)).contains("user ann@example.org has not");
        assertThat(get("/labs/" + LAB, forged)).contains("signature is not its provider's");
    }

    private void toProvider() {
        page.getByText("Log in with 127.0.0.1").click();
        page.waitForURL(dex.issuer() + "/**");
    }

    private static String operator() throws Exception {
        return Files.readString(folder.resolve("data/admin-token")).strip();
    }

    private static String get(String path, String token) {
        return datalab.send(HttpRequest.newBuilder(datalab.url(path)).header("Authorization", "Bearer " + token))
                .body();
    }
}
