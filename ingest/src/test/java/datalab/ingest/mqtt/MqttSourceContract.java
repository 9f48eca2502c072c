package datalab.ingest.mqtt;

import datalab.ingest.door.Ingest;
import datalab.ingest.door.IngestLimits;
import datalab.log.feed.LogFeeds;
import datalab.testkit.contract.SourceContract;
import datalab.testkit.contract.SourceLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
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
                new Ingest(kept.log(), IngestLimits.DEFAULT, new SimpleMeterRegistry(), Clock.systemUTC()),
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
