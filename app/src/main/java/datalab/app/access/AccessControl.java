package datalab.app.access;

import datalab.access.Access;
import datalab.access.Authority;
import datalab.access.FixedToken;
import datalab.access.KnownTokens;
import datalab.access.TokenHousekeeping;
import datalab.access.TokenText;
import datalab.access.audit.Audit;
import datalab.access.oidc.OidcAuthority;
import datalab.access.oidc.OidcLogin;
import datalab.access.oidc.OidcProvider;
import datalab.access.quota.Quotas;
import datalab.app.settings.Settings;
import datalab.store.postgres.PostgresStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may come in, as the settings say; what it starts looks after the tokens that are open. Owned by one thread. */
public final class AccessControl implements AutoCloseable {
    private static final String OPERATOR = "operator";

    private final Access access;
    private final @Nullable KnownTokens tokens;
    private final @Nullable TokenHousekeeping housekeeping;
    private final @Nullable OidcProvider provider;
    private final @Nullable OidcLogin login;

    private AccessControl(
            Access access,
            @Nullable KnownTokens tokens,
            @Nullable TokenHousekeeping housekeeping,
            @Nullable OidcProvider provider,
            @Nullable OidcLogin login) {
        this.access = access;
        this.tokens = tokens;
        this.housekeeping = housekeeping;
        this.provider = provider;
        this.login = login;
    }

    /**
     * Nothing is asked of the store yet.
     *
     * @param data where the operator's token is kept, if the settings have none
     */
    public static AccessControl of(
            Settings.Access settings, Path data, PostgresStore store, Clock clock, MeterRegistry meters) {
        Quotas quotas = new Quotas(settings.quotas(), System::nanoTime);
        Audit audit = new Audit(store.audit(), clock, settings.auditRetain());
        if (!settings.on()) {
            return new AccessControl(Access.open().with(quotas).with(audit), null, null, null, null);
        }
        TokenText operator =
                settings.adminToken().flatMap(TokenText::of).orElseGet(() -> OperatorToken.readOrMake(data));
        KnownTokens tokens = new KnownTokens(store.tokens(), clock, meters);
        List<Authority> authorities = new ArrayList<>(List.of(new FixedToken(operator, OPERATOR), tokens));
        OidcProvider provider =
                settings.oidc().map(oidc -> new OidcProvider(oidc, clock)).orElse(null);
        OidcLogin login = null;
        if (provider != null) {
            authorities.add(new OidcAuthority(provider));
            // Processes that share the operator's token can end each other's logins.
            login = new OidcLogin(provider, OidcLogin.keyOf(operator.secret()), new SecureRandom());
        }
        TokenHousekeeping housekeeping = new TokenHousekeeping(store.tokens(), clock, meters);
        Access access = Access.by(authorities, settings.open(), store.tokens())
                .with(quotas)
                .with(audit);
        return new AccessControl(access, tokens, housekeeping, provider, login);
    }

    public Access access() {
        return access;
    }

    /** Logging in through a provider; null where there is none. */
    public @Nullable OidcLogin login() {
        return login;
    }

    public void start() {
        if (tokens != null) {
            tokens.start();
        }
        if (housekeeping != null) {
            housekeeping.start();
        }
    }

    @Override
    public void close() {
        if (tokens != null) {
            tokens.close();
        }
        if (housekeeping != null) {
            housekeeping.close();
        }
        if (provider != null) {
            provider.close();
        }
    }
}
