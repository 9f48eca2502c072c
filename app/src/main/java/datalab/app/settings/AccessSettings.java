package datalab.app.settings;

import datalab.access.TokenText;
import datalab.access.oidc.GroupRoles;
import datalab.access.oidc.OidcSettings;
import datalab.access.quota.QuotaLimits;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code access:}, and checks what does not go together. */
final class AccessSettings {
    private static final String ADMIN_TOKEN = "access.admin_token";
    private static final String ISSUER = "access.oidc.issuer";
    private static final String ROLES = "access.oidc.roles";
    private static final long QUOTA_BYTES_MAX = 1L << 40;
    private static final Pattern PROVIDER = Pattern.compile("https?://[^\\s?#@]+");
    private static final Predicate<String> LAB = Pattern.compile("[a-z0-9_-]+").asMatchPredicate();
    private static final Predicate<String> SCOPE =
            Pattern.compile("[!#-\\[\\]-~]+").asMatchPredicate();

    private AccessSettings() {}

    static Settings.Access read(SettingsReader reader) {
        boolean on = reader.flag("access.on", false);
        String token = reader.secret(ADMIN_TOKEN, "");
        if (!token.isEmpty() && TokenText.of(token).isEmpty()) {
            reader.refuse(ADMIN_TOKEN, "a token of the form dl_ID_SECRET; ./datalab token generate prints one");
        }
        List<String> open = reader.list("access.open", LAB, "names of labs, separated by commas");
        OidcSettings oidc = oidc(reader);
        if (oidc != null && !on) {
            reader.refuse(ISSUER, "none while access.on is false, as nobody logs in then");
        }
        return new Settings.Access(
                on,
                token.isEmpty() ? Optional.empty() : Optional.of(token),
                Set.copyOf(open),
                Optional.ofNullable(oidc),
                quotas(reader),
                reader.duration("access.audit_retain", "365d", Duration.ofDays(1), Duration.ofDays(36_500)));
    }

    private static QuotaLimits quotas(SettingsReader reader) {
        return new QuotaLimits(
                rate(reader, "client_events"),
                reader.bytes("quotas.client_bytes", "0", 0, QUOTA_BYTES_MAX),
                rate(reader, "client_questions"),
                reader.number("quotas.client_expensive", 0, 0, 1_000, "0 for any number, or 1 to 1000 at a time"),
                rate(reader, "lab_events"),
                reader.bytes("quotas.lab_bytes", "0", 0, QUOTA_BYTES_MAX));
    }

    private static int rate(SettingsReader reader, String name) {
        return reader.number("quotas." + name, 0, 0, 100_000_000, "0 for any number, or 1 to 100000000 a second");
    }

    private static @Nullable OidcSettings oidc(SettingsReader reader) {
        Optional<String> issuer = reader.optional(ISSUER, PROVIDER, "the https address of a provider, without query");
        String client = reader.text("access.oidc.client", "datalab");
        String secret = reader.secret("access.oidc.client_secret", "");
        String audience = reader.optional("access.oidc.audience").orElse(client);
        String groups = reader.text("access.oidc.groups_claim", OidcSettings.GROUPS_CLAIM);
        List<String> scopes = reader.list("access.oidc.scopes", SCOPE, "scopes, separated by commas");
        GroupRoles roles = roles(reader);
        if (issuer.isEmpty()) {
            return null;
        }
        try {
            return new OidcSettings(
                    URI.create(issuer.get()),
                    audience,
                    client,
                    secret.isEmpty() ? null : secret,
                    groups,
                    scopes.isEmpty() ? OidcSettings.SCOPES : scopes,
                    roles);
        } catch (IllegalArgumentException e) {
            reader.refuse(ISSUER, "the https address of a provider, or http on this machine, without query");
            return null;
        }
    }

    private static GroupRoles roles(SettingsReader reader) {
        try {
            return GroupRoles.parse(reader.optional(ROLES).orElse(""));
        } catch (IllegalArgumentException e) {
            reader.refuse(
                    ROLES,
                    "groups with roles, such as \"crew: read, write in sensors; chiefs: admin\": " + e.getMessage());
            return new GroupRoles(Map.of());
        }
    }
}
