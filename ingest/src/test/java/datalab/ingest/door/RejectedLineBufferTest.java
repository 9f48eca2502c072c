package datalab.ingest.door;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.ingest.MemoryLog;
import datalab.ingest.SampleStreams;
import datalab.ingest.format.CsvReader;
import datalab.ingest.format.EventReader;
import datalab.ingest.format.JsonArrayReader;
import datalab.ingest.format.NdjsonReader;
import datalab.lab.event.RejectReason;
import datalab.log.Headers;
import datalab.log.NewRecord;
import datalab.log.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A request of nothing but refused events costs the log a bounded number of records, and loses none of their bytes. */
class RejectedLineBufferTest {
    private static final int LINES = 200_000;

    private final MemoryLog log = new MemoryLog();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Ingest ingest = new Ingest(log, IngestLimits.DEFAULT, meters, Clock.systemUTC());

    @Test
    void keepsManyRefusedLinesInFewRejects() throws Exception {
        String body = IntStream.range(0, LINES).mapToObj(i -> i % 10 + "\n").collect(Collectors.joining());

        IngestBatchResult result = read(new NdjsonReader(), body);

        assertThat(result.rejected()).isEqualTo(LINES);
        assertThat(result.errors()).hasSize(IngestBatchResult.ERRORS_MAX);
        assertThat(rejects()).hasSizeLessThan(IngestBatch.KEPT_SINGLY + 10);
        assertThat(keptLines()).isEqualTo(body);
        assertThat(meters.get("datalab.ingest.rejected").counter().count()).isEqualTo(LINES);
    }

    @Test
    void saysWhichLinesAreKeptTogether() throws Exception {
        IngestBatchResult result =
                read(new NdjsonReader(), "5\n".repeat(1_000) + "{\"name\":\"a\"}\n" + "x\n5\n".repeat(10));

        assertThat(result.accepted()).isEqualTo(1);
        assertThat(rejects()).hasSize(1_001).last().satisfies(reject -> {
            assertThat(text(reject)).isEqualTo("x\n5\n".repeat(10));
            assertThat(reject.headers())
                    .containsEntry(Headers.REASON, RejectReason.NOT_JSON.text())
                    .containsEntry(Headers.PAYLOAD_BYTES, "40")
                    .containsEntry(Headers.ONCE, "once#1002");
            assertThat(reject.headers().get(Headers.DETAIL))
                    .startsWith("20 refused events of one request, from line 1002 to 1021; the first: ");
        });
    }

    @Test
    void keepsThoseOfOtherFormatsTogetherAndLargeOnesAlone() throws Exception {
        String large = "\"" + "x".repeat(RejectedLineBuffer.EVENT_BYTES_MAX) + "\"";

        IngestBatchResult array = read(new JsonArrayReader(), "[" + "5,".repeat(3_000) + large + ",6,7]");
        int ofArray = rejects().size();
        IngestBatchResult csv = read(new CsvReader(), "name,value\n" + "a\n".repeat(3_000));

        assertThat(array.rejected()).isEqualTo(3_003);
        assertThat(ofArray).isEqualTo(1_002);
        assertThat(csv.rejected()).isEqualTo(3_000);
        assertThat(rejects()).hasSize(ofArray + 1_001);
    }

    @Test
    void countsNothingOfWhatTheLogDidNotTake() throws Exception {
        IngestBatch batch = ingest.batch(ingest.bind(SampleStreams.READINGS, "test"), "test", null);
        for (int line = 1; line <= 2_000; line++) {
            batch.add(line, "5".getBytes(UTF_8), 0, 1);
        }
        log.fail(true);

        IngestBatchResult result = batch.finish();

        assertThat(result.rejected()).isEqualTo(1_000);
        assertThat(result.busy()).isNotNull();
    }

    private IngestBatchResult read(EventReader reader, String text) throws Exception {
        IngestBatch batch = ingest.batch(ingest.bind(SampleStreams.READINGS, "test"), "test", "once#");
        reader.read(new ByteArrayInputStream(text.getBytes(UTF_8)), batch);
        return batch.finish();
    }

    private List<NewRecord> rejects() {
        return log.records(Topics.REJECTS);
    }

    /** All that is kept: first one line each, then many, each with its end. */
    private String keptLines() {
        StringBuilder lines = new StringBuilder();
        for (NewRecord reject : rejects()) {
            String text = text(reject);
            lines.append(text).append(text.endsWith("\n") ? "" : "\n");
        }
        return lines.toString();
    }

    private static String text(NewRecord record) {
        return new String(record.value(), UTF_8);
    }
}
