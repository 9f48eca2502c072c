package datalab.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.access.AccessRole;
import datalab.access.Grant;
import datalab.access.oidc.OidcSettings;
import datalab.app.terminal.CommandFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AccessSettingsTest {
    private static final String SECRET = "DATALAB_ACCESS_OIDC_CLIENT_SECRET";

    @TempDir
    private Path folder;

    @Test
    void readsAProvider() throws IOException {
        LoadedSettings loaded = load("""
                access:
                  on: true
                  oidc:
                    issuer: https://id.example.org/realms/lab
                    client: page
                    scopes: profile, groups
                    roles: |
                      /crew: read, write in sensors
                      urn:x:chiefs: admin
                """, Map.of(SECRET, "hunter2"));

        OidcSettings oidc = loaded.settings().access().oidc().orElseThrow();
        assertThat(oidc.audience()).isEqualTo("page");
        assertThat(oidc.clientSecret()).isEqualTo("hunter2");
        assertThat(oidc.scopes()).containsExactly("openid", "profile", "groups");
        assertThat(oidc.roles().of(List.of("/crew", "urn:x:chiefs")))
                .containsExactly(
                        Grant.inAll(AccessRole.READ),
                        Grant.in("sensors", AccessRole.WRITE),
                        Grant.inAll(AccessRole.ADMIN));
        assertThat(loaded.settings() + loaded.print()).doesNotContain("hunter2");
        assertThat(load(loaded.print(), Map.of())
                        .settings()
                        .access()
                        .oidc()
                        .orElseThrow()
                        .roles())
                .isEqualTo(oidc.roles());
    }

    @Test
    void readsRolesFromOneLine() throws IOException {
        LoadedSettings loaded = load(
                "access: {on: true, oidc: {issuer: 'http://localhost:5556/dex'}}",
                Map.of("DATALAB_ACCESS_OIDC_ROLES", "crew: read;chiefs: admin;"));

        OidcSettings oidc = loaded.settings().access().oidc().orElseThrow();

        assertThat(oidc.roles().grants()).containsOnlyKeys("crew", "chiefs");
        assertThat(oidc.clientSecret()).isNull();
        assertThat(oidc.scopes()).isEqualTo(OidcSettings.SCOPES);
    }

    @Test
    void refusesWhatCannotBe() {
        refused("issuer: 'http://id.example.org'", "expected the https address of a provider");
        refused("issuer: id.example.org", "expected the https address of a provider");
        refused("roles: admin", "expected lines such as \"crew: read in sensors\", not admin");
        refused("roles: 'crew: owner'", "group crew: expected read, write or admin");
        refused("roles: 'crew: read; crew: admin'", "group crew is there twice");
        refused("scopes: 'a b'", "expected scopes, separated by commas");
        assertThatThrownBy(() -> load("access: {oidc: {issuer: 'https://id.example.org'}}", Map.of()))
                .hasMessageContaining("expected none while access.on is false");
    }

    private void refused(String setting, String why) {
        assertThatThrownBy(() -> load("access: {on: true, oidc: {" + setting + "}}", Map.of()))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining(why);
    }

    private LoadedSettings load(String yaml, Map<String, String> environment) throws IOException {
        Path file = Files.writeString(folder.resolve("datalab.yaml"), yaml);
        return LoadedSettings.load(new SettingsSources(file, environment, Map.of()));
    }
}
