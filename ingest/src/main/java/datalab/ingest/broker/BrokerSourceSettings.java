package datalab.ingest.broker;

import datalab.ingest.ConfiguredSource;
import datalab.ingest.SourceContext;
import java.time.Duration;
import java.util.Optional;

/**
 * How this process is known to brokers.
 *
 * @param instance what tells it from other processes; empty for a name that its folder keeps
 * @param sessionExpiry how long brokers are to keep its sessions while nobody takes them up
 */
record BrokerSourceSettings(Optional<String> instance, Duration sessionExpiry) implements ConfiguredSource {

    @Override
    public BrokerSource make(SourceContext context) {
        return new BrokerSource(context, this);
    }
}
