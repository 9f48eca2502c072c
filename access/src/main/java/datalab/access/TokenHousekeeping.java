package datalab.access;

import datalab.runtime.Backoff;
import datalab.runtime.CircuitBreaker;
import datalab.runtime.SupervisedLoop;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;

/** Has a ledger clean up after tokens that have ended. Owned by one thread; {@link #close} is safe from any. */
public final class TokenHousekeeping implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final SupervisedLoop cleaning;

    public TokenHousekeeping(TokenLedger ledger, Clock clock, MeterRegistry meters) {
        this.cleaning = new SupervisedLoop(
                new CircuitBreaker("token cleaning", "", Backoff.of(EVERY, Duration.ofMinutes(1)), meters), () -> {
                    ledger.clean(clock.instant());
                    return EVERY;
                });
    }

    public void start() {
        Thread.ofPlatform().daemon().name("datalab-token-cleaning").start(cleaning);
    }

    @Override
    public void close() {
        cleaning.close();
    }
}
