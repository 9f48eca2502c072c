package datalab.testkit;

import datalab.ingest.mqtt.MqttLimits;
import datalab.ingest.mqtt.MqttSettings;
import datalab.ingest.mqtt.MqttSource;
import datalab.log.feed.LogFeeds;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the way in over MQTT promises, whatever version of MQTT its senders speak. */
abstract class MqttSourceContract implements SourceContract {
    @TempDir
    private Path folder;

    private SourceLog kept;
    private MqttSource source;

    @BeforeEach
    void start() {
        kept = new SourceLog(folder);
        source = new MqttSource(
                kept.ingest(),
                List.of(kept.lab()),
                new MqttSettings("127.0.0.1", 0, MqttLimits.DEFAULT),
                new LogFeeds(kept.log()::ends, kept.log()::tail),
                new SimpleMeterRegistry());
        source.start();
    }

    @AfterEach
    void stop() {
        source.close();
        kept.close();
    }

    @Override
    public final SourceLog kept() {
        return kept;
    }

    @Override
    public final String source() {
        return "mqtt:sensors";
    }

    final int port() {
        return source.port();
    }
}
