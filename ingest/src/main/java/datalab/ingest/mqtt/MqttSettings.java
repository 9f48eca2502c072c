package datalab.ingest.mqtt;

import datalab.ingest.ConfiguredSource;
import datalab.ingest.SourceContext;

/**
 * Where the MQTT endpoint listens, and its bounds.
 *
 * @param port 0 for any free one
 */
public record MqttSettings(String host, int port, MqttLimits limits) implements ConfiguredSource {

    @Override
    public MqttSource make(SourceContext context) {
        return new MqttSource(context.ingest(), context.labs(), this, context.feeds(), context.meters());
    }
}
