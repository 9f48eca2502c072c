package datalab.system.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.access.AccessDenied;
import datalab.access.AccessRole;
import datalab.access.Caller;
import datalab.access.oidc.GroupRoles;
import datalab.access.oidc.LoginAnswer;
import datalab.access.oidc.OidcLogin;
import datalab.access.oidc.OidcProvider;
import datalab.access.oidc.OidcSettings;
import datalab.testkit.Needs;
import datalab.testkit.oidc.DexServer;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Logging in through a real provider, without a browser. */
@Needs(Needs.Part.DEX)
final class DexLoginIT {
    private static final URI BACK = URI.create("http://127.0.0.1:8080/login/callback");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final DexBrowser browser = new DexBrowser(BACK);
    private DexServer dex;

    @BeforeEach
    void start() throws IOException {
        dex = DexServer.create(BACK);
    }

    @AfterEach
    void close() throws IOException {
        browser.close();
        dex.close();
    }

    @Test
    void letsAMemberOfAGroupDoWhatTheGroupMay() throws Exception {
        try (OidcProvider provider = provider(DexServer.CLIENT, DexServer.SECRET)) {
            OidcLogin login = login(provider);
            OidcLogin.Begun begun = login.begin(BACK, "/labs/sensors");

            OidcLogin.Ended ended = login.finish(begun.cookie(), browser.inGroup(begun.address()), BACK);

            assertThat(ended.caller().name()).isEqualTo("user kilgore@kilgore.trout");
            assertThat(ended.caller().may(AccessRole.WRITE, "sensors")).isTrue();
            assertThat(ended.caller().may(AccessRole.WRITE, "users")).isFalse();
            assertThat(ended.returnTo()).isEqualTo("/labs/sensors");
        }
    }

    @Test
    void letsSomebodyInWhoIsInNoGroupToDoNothing() throws Exception {
        try (OidcProvider provider = provider(DexServer.PUBLIC_CLIENT, null)) {
            OidcLogin login = login(provider);
            OidcLogin.Begun begun = login.begin(BACK, "/");
            LoginAnswer answer = browser.withPassword(begun.address(), DexServer.PASSWORD);

            Caller caller = login.finish(begun.cookie(), answer, BACK).caller();

            assertThat(caller.name()).isEqualTo("user ann@example.org");
            assertThat(caller.grants()).isEmpty();
        }
    }

    @Test
    void asksForTheRightPassword() {
        try (OidcProvider provider = provider(DexServer.PUBLIC_CLIENT, null)) {
            URI address = login(provider).begin(BACK, "/").address();

            assertThatThrownBy(() -> browser.withPassword(address, "wrong")).hasMessageContaining("Invalid");
        }
    }

    @Test
    void takesNoCodeThatWasGivenToAnotherLogin() throws Exception {
        try (OidcProvider provider = provider(DexServer.CLIENT, DexServer.SECRET)) {
            OidcLogin login = login(provider);
            OidcLogin.Begun stolen = login.begin(BACK, "/");
            OidcLogin.Begun own = login.begin(BACK, "/");
            String code = browser.inGroup(stolen.address()).code();
            String state = browser.inGroup(own.address()).state();
            LoginAnswer mixed = new LoginAnswer(state, code, null, null);

            refused(
                    () -> login.finish(own.cookie(), mixed, BACK),
                    AccessDenied.Reason.UNAUTHENTICATED,
                    "invalid_grant");
        }
    }

    @Test
    void isRefusedWithAnotherSecret() throws Exception {
        try (OidcProvider provider = provider(DexServer.CLIENT, "another")) {
            OidcLogin login = login(provider);
            OidcLogin.Begun begun = login.begin(BACK, "/");
            LoginAnswer answer = browser.inGroup(begun.address());

            refused(
                    () -> login.finish(begun.cookie(), answer, BACK),
                    AccessDenied.Reason.UNAUTHENTICATED,
                    "invalid_client");
        }
    }

    @Test
    void goesOnAfterTheProviderCameBackWithOtherKeys() throws Exception {
        try (OidcProvider provider = provider(DexServer.CLIENT, DexServer.SECRET)) {
            OidcLogin login = login(provider);
            OidcLogin.Begun first = login.begin(BACK, "/");
            login.finish(first.cookie(), browser.inGroup(first.address()), BACK);

            dex.kill();
            dex.start();
            OidcLogin.Begun second = login.begin(BACK, "/");

            assertThat(login.finish(second.cookie(), browser.inGroup(second.address()), BACK)
                            .caller()
                            .isCurrent())
                    .isTrue();
        }
    }

    @Test
    void saysSoWhenTheProviderIsAway() throws Exception {
        dex.kill();
        try (OidcProvider provider = provider(DexServer.CLIENT, DexServer.SECRET)) {
            refused(
                    () -> login(provider).begin(BACK, "/"),
                    AccessDenied.Reason.UNAVAILABLE,
                    "keys cannot be asked for now");
        }
    }

    private OidcProvider provider(String client, @Nullable String secret) {
        GroupRoles roles = GroupRoles.parse(Map.of(DexServer.GROUP, "read, write in sensors"));
        OidcSettings settings = new OidcSettings(
                dex.issuer(), client, client, secret, "groups", List.of("profile", "email", "groups"), roles);
        return new OidcProvider(settings, Clock.systemUTC());
    }

    private static OidcLogin login(OidcProvider provider) {
        return new OidcLogin(provider, OidcLogin.newKey(RANDOM), RANDOM);
    }

    private static void refused(Runnable ask, AccessDenied.Reason reason, String why) {
        assertThatThrownBy(ask::run)
                .isInstanceOfSatisfying(
                        AccessDenied.class,
                        denied -> assertThat(denied.reason()).isEqualTo(reason))
                .hasMessageContaining(why);
    }
}
