package datalab.access;

import datalab.access.audit.Audit;
import datalab.access.quota.QuotaLimits;
import datalab.access.quota.Quotas;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds out who asks; every way in and out comes here. Thread-safe. */
public final class Access {
    private static final Quotas UNLIMITED = new Quotas(QuotaLimits.NONE, System::nanoTime);
    private static final int CREDENTIAL_CHARS_MAX = 16 * 1024;

    private final List<Authority> authorities;
    private final Caller anonymous;
    private final @Nullable TokenLedger ledger;
    private final boolean isOn;
    private final Quotas quotas;
    private final Audit audit;

    private Access(
            List<Authority> authorities,
            Caller anonymous,
            @Nullable TokenLedger ledger,
            boolean isOn,
            Quotas quotas,
            Audit audit) {
        this.authorities = List.copyOf(authorities);
        this.anonymous = anonymous;
        this.ledger = ledger;
        this.isOn = isOn;
        this.quotas = quotas;
        this.audit = audit;
    }

    /** Where nobody has to log in. */
    public static Access open() {
        return new Access(List.of(), Caller.ANYBODY, null, false, UNLIMITED, Audit.NONE);
    }

    /**
     * Where those who ask are known by an authority.
     *
     * @param open the labs that anybody may read
     * @param ledger where tokens are made
     */
    public static Access by(List<Authority> authorities, Set<String> open, TokenLedger ledger) {
        return new Access(authorities, Caller.anonymous(open), ledger, true, UNLIMITED, Audit.NONE);
    }

    /** The same with quotas. */
    public Access with(Quotas other) {
        return new Access(authorities, anonymous, ledger, isOn, other, audit);
    }

    /** The same with an audit log. */
    public Access with(Audit other) {
        return new Access(authorities, anonymous, ledger, isOn, quotas, other);
    }

    /** Where administrative acts are noted. */
    public Audit audit() {
        return audit;
    }

    /** Somebody within the quota of their name, or of the address they come from where none is known. */
    public Caller metered(Caller caller, String address) {
        return caller.within(quotas.of(caller.isKnown() ? caller.name() : address));
    }

    public boolean isOn() {
        return isOn;
    }

    /** Where tokens are made; null where nobody has to log in. */
    public @Nullable TokenLedger ledger() {
        return ledger;
    }

    /** Who has shown nothing. */
    public Caller anonymous() {
        return anonymous;
    }

    /**
     * Who shows this: a token's text. May block.
     *
     * @throws AccessDenied where nobody is known by it, or that cannot be found out
     */
    public Caller caller(String credential) {
        if (!isOn) {
            return anonymous;
        }
        if (credential.length() > CREDENTIAL_CHARS_MAX) {
            throw AccessDenied.unauthenticated("the token has more than " + CREDENTIAL_CHARS_MAX + " characters");
        }
        for (Authority authority : authorities) {
            Optional<Caller> known = authority.caller(credential);
            if (known.isPresent()) {
                return known.get();
            }
        }
        throw AccessDenied.unauthenticated("this is no token that is known here");
    }

    /**
     * Who sends an {@code Authorization} header: {@code Bearer} with a token, or {@code Basic} with a token as the password
     * and any user name.
     *
     * @throws AccessDenied as {@link #caller}
     */
    public Caller authorized(String header) {
        if (!isOn) {
            return anonymous;
        }
        return caller(AuthorizationHeader.token(header));
    }
}
