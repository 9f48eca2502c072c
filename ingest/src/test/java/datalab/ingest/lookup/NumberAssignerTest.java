package datalab.ingest.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.ingest.MemoryArchive;
import datalab.ingest.MemoryLog;
import datalab.ingest.Places;
import datalab.ingest.door.InboundMessage;
import datalab.ingest.door.Ingest;
import datalab.ingest.door.IngestBatch;
import datalab.ingest.door.IngestLimits;
import datalab.ingest.door.IngestResult;
import datalab.ingest.door.IngestResult.Accepted;
import datalab.ingest.door.IngestResult.Busy;
import datalab.ingest.door.IngestResult.Rejected;
import datalab.ingest.door.StreamBinding;
import datalab.lab.event.RejectReason;
import datalab.lab.stream.Field;
import datalab.log.NewRecord;
import datalab.log.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NumberAssignerTest {
    private static final String TOPIC = Places.PERSONS.topic();

    private final MemoryLog log = new MemoryLog();
    private final MemoryArchive archive = new MemoryArchive();
    private final Ingest ingest =
            new Ingest(log, IngestLimits.DEFAULT, new SimpleMeterRegistry(), Clock.systemUTC(), archive);
    private final StreamBinding persons = ingest.bind(Places.PERSONS, "http");

    @Test
    void givesTheNextNumberToAnEventWithoutOne() {
        IngestResult first = send("{\"name\": \"Ada\"}");
        IngestResult second = send("{\"id\": null, \"name\": \"Bo\"}");

        assertThat(number(first)).isEqualTo(1);
        assertThat(number(second)).isEqualTo(2);
        assertThat(log.texts(TOPIC)).containsExactly("{\"id\":1,\"name\": \"Ada\"}", "{\"id\": 2, \"name\": \"Bo\"}");
        assertThat(log.records(TOPIC)).extracting(NewRecord::key).containsExactly("1", "2");
    }

    @Test
    void takesAFreeNumberOfASendersOwnAndGoesOnAboveIt() {
        IngestResult own = send("{\"id\": 40, \"name\": \"Ada\"}");
        IngestResult below = send("{\"id\": 7, \"name\": \"Bo\"}");
        IngestResult given = send("{\"name\": \"Cy\"}");
        IngestResult between = send("{\"id\": 20, \"name\": \"Di\"}");

        assertThat(IntStream.of(number(own), number(below), number(given), number(between)))
                .containsExactly(40, 7, 41, 20);
    }

    @Test
    void refusesANumberThatWasHandedOutAndTakesItAsARepeatOnceAnEventHasIt() {
        archive.handOut(Places.PERSONS, 1); // to another process, which may still use it

        IngestResult early = send("{\"id\": 1, \"name\": \"Ada\"}");
        archive.keep(TOPIC, 1L);
        IngestResult repeat = send("{\"id\": 1, \"name\": \"Ada\"}");

        assertThat(early).isInstanceOfSatisfying(Rejected.class, rejected -> {
            assertThat(rejected.reason()).isEqualTo(RejectReason.ID_RESERVED);
            assertThat(rejected.field()).isEqualTo("id");
            assertThat(rejected.detail()).startsWith("1 is among the numbers that DataLab has handed out");
        });
        assertThat(number(repeat)).isEqualTo(1);
        assertThat(log.records(Topics.REJECTS)).hasSize(1);
    }

    @Test
    void takesWhatItHasJustAnsweredAsARepeat() {
        send("{\"name\": \"Ada\"}");

        assertThat(number(send("{\"id\": 1, \"name\": \"Ada\"}"))).isEqualTo(1);
    }

    @Test
    void takesNoNumberThatProgramsWithoutIntegersWouldMistakeForAnother() {
        IngestResult result = send("{\"id\": " + (Field.GENERATED_MAX + 1) + ", \"name\": \"Ada\"}");

        assertThat(result)
                .isInstanceOfSatisfying(
                        Rejected.class, why -> assertThat(why.reason()).isEqualTo(RejectReason.OUT_OF_RANGE));
        assertThat(archive.questions()).isZero();
    }

    @Test
    void givesNoNumberWhileTheArchiveIsAwayButTakesThoseItKnowsToBeFree() {
        send("{\"id\": 40, \"name\": \"Ada\"}");
        archive.away(true);

        assertThat(send("{\"name\": \"Bo\"}")).isInstanceOf(Busy.class);
        assertThat(send("{\"id\": 41, \"name\": \"Bo\"}")).isInstanceOf(Busy.class);
        assertThat(number(send("{\"id\": 39, \"name\": \"Bo\"}"))).isEqualTo(39);
        archive.away(false);
        assertThat(number(send("{\"name\": \"Bo\"}"))).isEqualTo(41);
        assertThat(log.records(Topics.REJECTS)).isEmpty();
    }

    @Test
    void givesARepeatOfASendTheSameNumber() {
        IngestResult first = send("{\"name\": \"Ada\"}", "K#1");
        send("{\"name\": \"Bo\"}");
        IngestResult again = send("{\"name\": \"Ada\"}", "K#1");

        assertThat(number(again)).isEqualTo(number(first)).isEqualTo(1);
    }

    @Test
    void asksOnceForManyThatWaitTogether() {
        IngestBatch batch = ingest.batch(persons, "http", null);
        byte[] lacking = "{\"name\": \"Ada\"}".getBytes(UTF_8);
        archive.hold();
        for (int line = 1; line <= 1_000; line++) {
            byte[] own = ("{\"id\": " + (1_000_000 - line) + ", \"name\": \"Ada\"}").getBytes(UTF_8);
            byte[] bytes = line % 2 == 0 ? lacking : own;
            batch.add(line, bytes, 0, bytes.length);
        }
        archive.release();

        assertThat(batch.finish().accepted()).isEqualTo(1_000);
        assertThat(archive.questions()).isLessThanOrEqualTo(6);
        assertThat(log.texts(TOPIC)).doesNotHaveDuplicates().hasSize(1_000);
    }

    @Test
    void doesNotKeepARejectTwice() {
        archive.handOut(Places.PERSONS, 1);

        IngestResult result = ingest.retry(message("{\"id\": 1, \"name\": \"Ada\"}", "retry:1"));

        assertThat(result).isInstanceOf(Rejected.class);
        assertThat(log.records(Topics.REJECTS)).isEmpty();
    }

    private IngestResult send(String json) {
        return ingest.accept(message(json, null));
    }

    private IngestResult send(String json, String once) {
        return ingest.accept(message(json, once));
    }

    private InboundMessage message(String json, @Nullable String once) {
        byte[] bytes = json.getBytes(UTF_8);
        return new InboundMessage(persons, bytes, 0, bytes.length, "http", Instant.now(), once);
    }

    private static int number(IngestResult result) {
        assertThat(result).isInstanceOf(Accepted.class);
        return ((Long) ((Accepted) result).payload().values()[0]).intValue();
    }
}
