package datalab.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import datalab.log.Headers;
import datalab.log.KafkaLog;
import datalab.log.NewRecord;
import datalab.log.Topics;
import datalab.log.embedded.EmbeddedKafka;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The events that are measured with: readings of 50 sensors, one each 20 ms. The same ones each time. */
public final class Readings {
    public static final String TOPIC = "bench.readings";

    private static final String ALERTS = "bench.alerts";
    private static final int SENSORS = 50;
    private static final int PARTITIONS = 4;
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

    private Readings() {}

    public static byte[] lines(int count) {
        StringBuilder text = new StringBuilder(count * 80);
        for (int i = 0; i < count; i++) {
            text.append(json(i)).append('\n');
        }
        return text.toString().getBytes(US_ASCII);
    }

    /** Makes the topics and appends the first {@code count} events to that of readings; returns when the log has them all. */
    public static void fill(EmbeddedKafka kafka, int count) throws IOException, InterruptedException {
        CountDownLatch kept = new CountDownLatch(count);
        try (KafkaLog log = new KafkaLog(kafka.bootstrap())) {
            log.start();
            log.ensureTopic(TOPIC, PARTITIONS);
            log.ensureTopic(ALERTS, PARTITIONS);
            log.ensureTopic(Topics.REJECTS, PARTITIONS);
            for (int i = 0; i < count; i++) {
                log.append(
                        new NewRecord(
                                TOPIC,
                                "sensor" + i % SENSORS,
                                json(i).getBytes(US_ASCII),
                                Instant.now(),
                                Map.of(Headers.ID, "e" + i, Headers.SOURCE, "bench")),
                        result -> kept.countDown());
            }
            if (!kept.await(2, TimeUnit.MINUTES)) {
                throw new IOException("the log did not take all events");
            }
        }
    }

    private static String json(int i) {
        return "{\"name\":\"sensor" + i % SENSORS + "\",\"value\":" + i % 997 / 10.0 + ",\"timestamp\":\""
                + FIRST.plusMillis(i * 20L) + "\"}";
    }
}
