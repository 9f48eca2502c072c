package datalab.access.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.access.AccessRole;
import datalab.access.Grant;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OidcSettingsTest {
    private static final GroupRoles NONE = GroupRoles.parse(Map.of());

    @Test
    void readsWhatGroupsMayDo() {
        GroupRoles roles = GroupRoles.parse(
                Map.of("a", "admin", "b", " read ,write  in sensors under s/1", "c", "read in all labs, read"));

        assertThat(roles.of(List.of("a"))).containsExactly(Grant.inAll(AccessRole.ADMIN));
        assertThat(roles.of(List.of("b", "c", "unknown", "b")))
                .containsExactly(Grant.inAll(AccessRole.READ), new Grant(AccessRole.WRITE, "sensors", "s/1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "owner", "Admin", "read write", "read,", "write in", "read in Sensors", "write in a b"})
    void refusesRolesThatAreNone(String text) {
        assertThatThrownBy(() -> GroupRoles.parse(Map.of("crew", text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("group crew: expected read, write or admin");
    }

    @Test
    void refusesAKeyThatLimitsNoWriting() {
        assertThatThrownBy(() -> GroupRoles.parse(Map.of("crew", "read under s1")))
                .hasMessage("group crew: a key limits what is sent: expected the role write");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://id.example/realms/a", "http://localhost:5556/dex", "http://[::1]:1", "HTTPS://a"})
    void takesProvidersThatNobodyListensTo(String issuer) {
        assertThat(settings(issuer).scopes()).containsExactly("openid", "groups");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://id.example",
                "http://127.0.0.1.example",
                "ftp://id.example",
                "id.example",
                "https://user:secret@id.example",
                "https://id.example?a=b",
                "https://id.example#a"
            })
    void refusesOtherAddresses(String issuer) {
        assertThatThrownBy(() -> settings(issuer)).hasMessageContaining("expected the https address of a provider");
    }

    private static OidcSettings settings(String issuer) {
        return new OidcSettings(URI.create(issuer), "datalab", "page", null, "groups", List.of("groups"), NONE);
    }
}
