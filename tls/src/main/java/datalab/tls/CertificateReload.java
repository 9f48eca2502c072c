package datalab.tls;

import datalab.runtime.Backoff;
import datalab.runtime.CircuitBreaker;
import datalab.runtime.SupervisedLoop;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the files of TLS every now and then, and gives {@link ServerTls} what they hold once that has changed. Closed by any
 * thread; a thread of its own looks.
 */
public final class CertificateReload implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateReload.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    /** How long before its end a certificate is called one that expires soon. */
    private static final Duration SOON = Duration.ofDays(7);

    private final TlsSettings settings;
    private final ServerTls tls;
    private final Clock clock;
    private final SupervisedLoop loop;
    private TlsFileTexts used;
    private @Nullable TlsFileTexts changed;

    private CertificateReload(TlsSettings settings, TlsFileTexts files, MeterRegistry meters, Clock clock) {
        this.settings = settings;
        this.tls = new ServerTls(TlsMaterial.of(files), settings.clients());
        this.clock = clock;
        this.used = files;
        CircuitBreaker breaker = new CircuitBreaker("tls", "certificate", Backoff.of(LOOK_EVERY, LOOK_EVERY), meters);
        this.loop = new SupervisedLoop(breaker, this::look);
        Gauge.builder("datalab.tls.expires", this, reload -> reload.left().toMillis() / 1000.0)
                .description(
                        "how long the certificate of HTTP, gRPC and MQTT is valid still; negative once it has expired")
                .baseUnit("seconds")
                .register(meters);
    }

    /** Reads the files a first time; throws {@link BadTlsFile} where they cannot be used. */
    public static CertificateReload of(TlsSettings settings, MeterRegistry meters, Clock clock) {
        return new CertificateReload(settings, TlsFileTexts.read(settings), meters, clock);
    }

    public ServerTls tls() {
        return tls;
    }

    /** Begins to look. */
    public void start() {
        warn();
        Thread.ofVirtual().name("tls").start(loop);
    }

    /** Throws, with what to do in the message, where the certificate has expired or soon will. */
    public void check() throws IOException {
        Duration left = left();
        if (left.compareTo(SOON) < 0) {
            throw new IOException("the certificate in " + settings.certificate()
                    + (left.isNegative() ? " has expired" : " expires within " + (left.toDays() + 1) + " days")
                    + ", at "
                    + tls.expires() + "; a newer one in its place is taken without a restart");
        }
    }

    @Override
    public void close() {
        loop.close();
    }

    private Duration look() {
        TlsFileTexts now = TlsFileTexts.read(settings);
        if (now.equals(used)) {
            changed = null;
        } else if (!now.equals(changed)) {
            changed = now; // looked at again, as more of it may be under way
        } else {
            tls.change(TlsMaterial.of(now));
            used = now;
            changed = null;
            LOG.atInfo().addKeyValue("expires", tls.expires()).log("new certificate");
            warn();
        }
        return LOOK_EVERY;
    }

    private void warn() {
        Instant now = clock.instant();
        if (tls.begins().isAfter(now)) {
            LOG.atWarn().addKeyValue("begins", tls.begins()).log("the certificate of tls.certificate is not valid yet");
        }
        if (left().isNegative()) {
            LOG.atWarn().addKeyValue("expired", tls.expires()).log("the certificate of tls.certificate has expired");
        }
    }

    private Duration left() {
        return Duration.between(clock.instant(), tls.expires());
    }
}
