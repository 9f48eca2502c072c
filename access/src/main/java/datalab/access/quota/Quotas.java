package datalab.access.quota;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The quotas of all clients and labs of this process. Thread-safe. */
public final class Quotas {
    private static final int CLIENTS_MAX = 10_000;
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private final QuotaLimits limits;
    private final LongSupplier nanos;
    private final Cache<String, ClientQuota> clients = Caffeine.newBuilder()
            .maximumSize(CLIENTS_MAX)
            .expireAfterAccess(REMEMBERED)
            .build();
    private final Map<String, LabQuota> labs = new ConcurrentHashMap<>();

    /** @param nanos a clock that never goes back, as {@link System#nanoTime} */
    public Quotas(QuotaLimits limits, LongSupplier nanos) {
        this.limits = limits;
        this.nanos = nanos;
    }

    /** The quota of a client. */
    public ClientQuota of(String client) {
        return limits.equals(QuotaLimits.NONE)
                ? ClientQuota.NONE
                : clients.get(client, name -> new ClientQuota(name, this));
    }

    QuotaLimits limits() {
        return limits;
    }

    boolean takesAll() {
        return limits.clientEvents() == 0
                && limits.clientBytes() == 0
                && limits.labEvents() == 0
                && limits.labBytes() == 0;
    }

    long now() {
        return nanos.getAsLong();
    }

    @Nullable
    QuotaExceeded takeOfLab(String lab, String client, long count, long size) {
        long now = now();
        return labs.computeIfAbsent(lab, name -> new LabQuota(name, limits, now))
                .take(client, count, size, now);
    }
}
