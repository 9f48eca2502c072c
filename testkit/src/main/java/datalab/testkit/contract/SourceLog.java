package datalab.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.lab.Lab;
import datalab.lab.input.HttpInput;
import datalab.lab.input.MqttInput;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.stream.StreamInputs;
import datalab.lab.time.TimeRule;
import datalab.log.Headers;
import datalab.log.KafkaLog;
import datalab.log.LogRecord;
import datalab.log.LogTail;
import datalab.log.Topics;
import datalab.log.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** A real log for a source under test, a lab to send to, and a look at everything that was kept. One thread uses it. */
public final class SourceLog implements AutoCloseable {
    private static final int PARTITIONS = 4;

    private final Path folder;
    private final int port;
    private EmbeddedKafka broker;
    private final KafkaLog log;
    private final Lab lab;
    private final LogTail tail;
    private final List<LogRecord> seen = new ArrayList<>();

    /** @param folder for the broker */
    public SourceLog(Path folder) {
        this.folder = folder;
        this.broker = new EmbeddedKafka(folder, 0, false);
        broker.start();
        this.port = Integer.parseInt(broker.bootstrap().servers().replaceFirst(".*:", ""));
        this.log = new KafkaLog(broker.bootstrap());
        log.start();
        this.lab = makeLab();
        log.ensureTopic(stream().topic(), PARTITIONS);
        log.ensureTopic(Topics.REJECTS, PARTITIONS);
        this.tail = log.tail(List.of(stream().topic(), Topics.REJECTS));
    }

    public KafkaLog log() {
        return log;
    }

    public Lab lab() {
        return lab;
    }

    /** The only stream of the lab: it takes what is published to {@code sensors}. */
    public EventStream stream() {
        return lab.streams().values().iterator().next();
    }

    public void stopBroker() {
        broker.close();
    }

    public void startBroker() {
        broker = new EmbeddedKafka(folder, port, false);
        broker.start();
    }

    /** The values of the events that were kept, once there are so many. */
    public List<String> events(int count) {
        return records(stream().topic(), count).stream()
                .map(record -> record.value() == null ? "" : new String(record.value(), UTF_8))
                .toList();
    }

    /** When the events happened that were kept, as their records say, once there are so many. */
    public List<String> times(int count) {
        return records(stream().topic(), count).stream()
                .map(record -> record.headers().getOrDefault(Headers.TIME, ""))
                .toList();
    }

    /** The rejects that were kept, once there are so many. */
    public List<LogRecord> rejects(int count) {
        return records(Topics.REJECTS, count);
    }

    private List<LogRecord> records(String topic, int count) {
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> {
            seen.addAll(tail.poll(Duration.ofMillis(100)));
            return of(topic).size() >= count;
        });
        seen.addAll(tail.poll(Duration.ofMillis(200))); // what should not be there
        return of(topic);
    }

    private List<LogRecord> of(String topic) {
        return seen.stream().filter(record -> record.topic().equals(topic)).toList();
    }

    @Override
    public void close() {
        tail.close();
        log.close();
        broker.close();
    }

    private static Lab makeLab() {
        EventStream readings = new EventStream(
                "sensors",
                "readings",
                "name",
                "timestamp",
                new TimeRule(ZoneId.of("Europe/Berlin"), null, TimeRule.Dst.LATER, TimeRule.FUTURE_DEFAULT),
                List.of(
                        new Field("name", Field.Type.STRING, true, null, 100.0, null),
                        new Field("value", Field.Type.NUMBER, false, -100.0, 100.0, "°C")),
                EventStream.Extra.KEEP,
                List.of(),
                StreamInputs.of(new MqttInput("sensors"), new HttpInput("/reading")),
                List.of(),
                null);
        return new Lab("sensors", "Sensors", Path.of("."), Map.of("readings", readings), Map.of(), List.of());
    }
}
