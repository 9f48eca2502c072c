package datalab.access.oidc;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetBasedJWKSource;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import datalab.access.AccessDenied;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that a provider publishes, with its document. They are kept a while, asked for again in the background before that is
 * over, and at once for one that is not among them; how often in all is bounded. Thread-safe; may block, for a bounded time.
 */
final class PublishedKeys implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PublishedKeys.class);

    private final URI issuer;
    private final Clock clock;
    private final ProviderClient client;
    private final ExecutorService refreshing = Executors.newVirtualThreadPerTaskExecutor();
    private final JWKSetSource<SecurityContext> source;
    private volatile @Nullable ProviderDocument document;
    private volatile boolean inTrouble;

    PublishedKeys(URI issuer, KeyTimes times, Clock clock, ProviderClient client) {
        this.issuer = issuer;
        this.clock = clock;
        this.client = client;
        // Two answers, one after the other: the document, then the keys.
        long waitMillis = times.answer().multipliedBy(2).toMillis();
        this.source = ((JWKSetBasedJWKSource<SecurityContext>) JWKSourceBuilder.create(new Fetched())
                        .cache(times.fresh().toMillis(), waitMillis)
                        .refreshAheadCache(times.fresh().toMillis() / 10, null, refreshing, true, null, false)
                        .rateLimited(times.between().toMillis())
                        .outageTolerant(times.stale().toMillis())
                        .build())
                .getJWKSetSource();
    }

    /** Those that fit; none where the provider has none. @throws AccessDenied where that cannot be found out */
    List<JWK> find(JWKSelector selector) {
        JWKSet known = keys(JWKSetCacheRefreshEvaluator.noRefresh());
        List<JWK> found = selector.select(known);
        return found.isEmpty() ? selector.select(keys(JWKSetCacheRefreshEvaluator.referenceComparison(known))) : found;
    }

    /** @throws AccessDenied where it is not known now */
    ProviderDocument document() {
        keys(JWKSetCacheRefreshEvaluator.noRefresh());
        ProviderDocument known = document;
        if (known == null) {
            throw new IllegalStateException("keys come after the document");
        }
        return known;
    }

    @Override
    public void close() {
        try {
            source.close();
        } catch (IOException e) {
            throw new IllegalStateException("nothing is open", e);
        }
    }

    private JWKSet keys(JWKSetCacheRefreshEvaluator refresh) {
        try {
            return source.getJWKSet(refresh, clock.millis(), null);
        } catch (KeySourceException e) {
            throw AccessDenied.unavailable("the provider's keys cannot be asked for now; ask again");
        }
    }

    /** From the provider, each time. */
    private final class Fetched implements JWKSetSource<SecurityContext> {

        @Override
        public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator refresh, long now, @Nullable SecurityContext none)
                throws KeySourceException {
            try {
                JWKSet keys = fetch();
                if (inTrouble) {
                    inTrouble = false;
                    LOG.atInfo().addKeyValue("issuer", issuer).log("the provider answers again");
                }
                return keys;
            } catch (ProviderUnavailable e) {
                if (!inTrouble) {
                    inTrouble = true;
                    LOG.atWarn()
                            .addKeyValue("issuer", issuer)
                            .addKeyValue("error", e.getMessage())
                            .log("the provider does not answer");
                }
                throw new JWKSetUnavailableException(e.getMessage(), e);
            }
        }

        private JWKSet fetch() {
            ProviderDocument read = ProviderDocument.read(issuer, client.get(ProviderDocument.address(issuer)));
            JWKSet keys = keys(read.keys(), client.get(read.keys()));
            document = read;
            return keys;
        }

        /** Those that can be read; one that cannot leaves the others (RFC 7517, section 5). */
        private static JWKSet keys(URI address, Map<String, Object> json) {
            Map<String, Object>[] published;
            try {
                published = JSONObjectUtils.getJSONObjectArray(json, "keys");
            } catch (ParseException e) {
                throw new ProviderUnavailable(address + " has no keys: " + e.getMessage(), e);
            }
            if (published == null) {
                throw new ProviderUnavailable(address + " has no keys", null);
            }
            List<JWK> keys = new ArrayList<>();
            for (Map<String, Object> key : published) {
                try {
                    keys.add(JWK.parse(key));
                } catch (ParseException | RuntimeException e) {
                    LOG.atDebug().addKeyValue("error", e.getMessage()).log("a provider's key cannot be read");
                }
            }
            return new JWKSet(keys);
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
