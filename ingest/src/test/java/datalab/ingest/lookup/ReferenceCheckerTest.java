package datalab.ingest.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.ingest.MemoryArchive;
import datalab.ingest.MemoryLog;
import datalab.ingest.Places;
import datalab.ingest.door.InboundMessage;
import datalab.ingest.door.Ingest;
import datalab.ingest.door.IngestBatch;
import datalab.ingest.door.IngestBatchResult;
import datalab.ingest.door.IngestLimits;
import datalab.ingest.door.IngestResult;
import datalab.ingest.door.IngestResult.Accepted;
import datalab.ingest.door.IngestResult.Busy;
import datalab.ingest.door.IngestResult.Rejected;
import datalab.ingest.door.StreamBinding;
import datalab.lab.decode.DecodeResult;
import datalab.lab.decode.EventDecoder;
import datalab.lab.event.RejectReason;
import datalab.log.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReferenceCheckerTest {
    private final MemoryLog log = new MemoryLog();
    private final MemoryArchive archive = new MemoryArchive();
    private final Ingest ingest =
            new Ingest(log, IngestLimits.DEFAULT, new SimpleMeterRegistry(), Clock.systemUTC(), archive);
    private final StreamBinding persons = ingest.bind(Places.PERSONS, "http");
    private final StreamBinding locations = ingest.bind(Places.LOCATIONS, "http");
    private final StreamBinding visits = ingest.bind(Places.VISITS, "http");

    @Test
    void refusesWhatRefersToNobody() {
        archive.keep("places.persons", 5L);

        assertThat(send(locations, "{\"person_id\": 5}")).isInstanceOf(Accepted.class);
        assertThat(send(locations, "{\"person_id\": null}")).isInstanceOf(Accepted.class);
        assertThat(send(locations, "{\"person_id\": 6}"))
                .isEqualTo(new Rejected(
                        RejectReason.UNKNOWN_REFERENCE, "person_id", "person_id is 6, and persons has no such event"));
        assertThat(log.records(Topics.REJECTS)).hasSize(1);
        assertThat(log.texts("places.locations")).containsExactly("{\"person_id\": 5}", "{\"person_id\": null}");
    }

    @Test
    void asksAgainForWhomItDidNotFind() {
        send(locations, "{\"person_id\": 5}");
        archive.keep("places.persons", 5L);

        assertThat(send(locations, "{\"person_id\": 5}")).isInstanceOf(Accepted.class);
    }

    @Test
    void knowsWhomItHasJustTaken() {
        send(persons, "{\"name\": \"Ada\"}");

        assertThat(send(locations, "{\"person_id\": 1}")).isInstanceOf(Accepted.class);
    }

    @Test
    void marksAndKeepsWhatMayReferToNobody() {
        IngestResult result = send(visits, "{\"person_id\": 6, \"note\": \"x\"}");
        archive.keep("places.persons", 5L);
        send(visits, "{\"person_id\": 5, \"_unknown\": [\"person_id\"]}"); // an export sent again

        assertThat(result)
                .isInstanceOfSatisfying(
                        Accepted.class,
                        accepted -> assertThat(accepted.payload().extra())
                                .isEqualTo("{\"_unknown\":[\"person_id\"],\"note\":\"x\"}"));
        assertThat(log.texts("places.visits"))
                .containsExactly(
                        "{\"_unknown\":[\"person_id\"],\"person_id\": 6, \"note\": \"x\"}",
                        "{\"person_id\": 5, \"_unknown\": null}");
        EventDecoder ofLog = new EventDecoder(Places.VISITS);
        assertThat(log.records("places.visits"))
                .allSatisfy(record -> assertThat(ofLog.decode(record.value(), 0, record.value().length))
                        .isInstanceOf(DecodeResult.Accepted.class));
    }

    @Test
    void takesWhatRefersToThoseItKnowsWhileTheArchiveIsAway() {
        archive.keep("places.persons", 5L);
        send(locations, "{\"person_id\": 5}");
        archive.away(true);

        assertThat(send(locations, "{\"person_id\": 5}")).isInstanceOf(Accepted.class);
        assertThat(send(locations, "{\"person_id\": 6}")).isInstanceOf(Busy.class);
        assertThat(log.records(Topics.REJECTS)).isEmpty();
    }

    @Test
    void asksOnceForManyThatWaitTogether() {
        for (long id = 0; id < 10; id++) {
            archive.keep("places.persons", id);
        }
        IngestBatch batch = ingest.batch(locations, "http", null);
        archive.hold();
        for (int line = 0; line < 1_000; line++) {
            byte[] bytes = ("{\"person_id\": " + line % 11 + "}").getBytes(UTF_8);
            batch.add(line, bytes, 0, bytes.length);
        }
        archive.release();
        IngestBatchResult result = batch.finish();

        assertThat(result.rejected()).isEqualTo(90);
        assertThat(result.accepted()).isEqualTo(910);
        assertThat(archive.questions()).isLessThanOrEqualTo(2);
    }

    private IngestResult send(StreamBinding binding, String json) {
        return ingest.accept(new InboundMessage(binding, json.getBytes(UTF_8), "http", Instant.now()));
    }
}
