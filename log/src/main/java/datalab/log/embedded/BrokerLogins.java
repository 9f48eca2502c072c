package datalab.log.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import datalab.log.embedded.BrokerGuests.Guest;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who has logged in to the embedded broker. Kafka makes its own authenticator and authorizer, which find this among the
 * broker's settings. Thread-safe.
 */
final class BrokerLogins {
    /** DataLab's own. */
    static final String USER = "datalab";

    private static final String SETTING = "datalab.logins";
    private static final Logger LOG = LoggerFactory.getLogger(BrokerLogins.class);
    private static final int GUESTS_MAX = 10_000;

    /** Clients ask several times a minute at least; who is forgotten logs in again. */
    private static final Duration SILENCE_MAX = Duration.ofHours(1);

    private final byte[] password;
    private final BrokerGuests guests;
    private final Cache<String, Guest> known = Caffeine.newBuilder()
            .maximumSize(GUESTS_MAX)
            .expireAfterAccess(SILENCE_MAX)
            .build();

    BrokerLogins(String password, BrokerGuests guests) {
        this.password = password.getBytes(UTF_8);
        this.guests = guests;
    }

    static BrokerLogins of(Map<String, ?> settings) {
        if (settings.get(SETTING) instanceof BrokerLogins logins) {
            return logins;
        }
        throw new IllegalStateException("the broker has no logins among its settings");
    }

    void putInto(Map<String, Object> settings) {
        settings.put(SETTING, this);
    }

    boolean logsIn(String user, String shown) {
        if (user.equals(USER)) {
            return MessageDigest.isEqual(shown.getBytes(UTF_8), password);
        }
        Optional<Guest> guest;
        try {
            guest = guests.guest(user, shown);
        } catch (RuntimeException e) {
            LOG.atDebug().addKeyValue("error", e.getMessage()).log("kafka login refused");
            return false;
        }
        guest.ifPresent(one -> known.put(user, one));
        return guest.isPresent();
    }

    boolean mayRead(String user, String topic) {
        Guest guest = known.getIfPresent(user);
        return guest != null && guest.mayRead(topic);
    }
}
