package datalab.ingest.broker;

import datalab.ingest.ConfiguredSource;
import datalab.ingest.SourceSettings;
import datalab.ingest.SourceType;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** MQTT brokers among the sources. What labs declare of them stands under {@code mqtt}. */
public final class BrokerSourceType implements SourceType {
    private static final Pattern INSTANCE = Pattern.compile("[\\w-]{1,40}");
    private static final Duration EXPIRY_MIN = Duration.ofMinutes(1);
    private static final Duration EXPIRY_MAX = Duration.ofDays(365);

    @Override
    public String name() {
        return "brokers";
    }

    @Override
    public String title() {
        return "MQTT brokers";
    }

    @Override
    public ConfiguredSource configure(SourceSettings settings) {
        Optional<String> instance =
                settings.optional("brokers.instance", INSTANCE, "letters, digits, _ and -, 40 at most");
        Duration expiry = settings.duration("brokers.session_expiry", "7d", EXPIRY_MIN, EXPIRY_MAX);
        return new BrokerSourceSettings(instance, expiry);
    }
}
