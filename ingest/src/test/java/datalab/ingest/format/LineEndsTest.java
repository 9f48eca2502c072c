package datalab.ingest.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.ingest.MemoryLog;
import datalab.ingest.SampleStreams;
import datalab.ingest.door.Ingest;
import datalab.ingest.door.IngestBatch;
import datalab.ingest.door.IngestBatchResult;
import datalab.ingest.door.IngestBatchResult.LineError;
import datalab.ingest.door.IngestLimits;
import datalab.ingest.format.MalformedBody.Kind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the bytes are, each of them is part of an event, of a reject, or of what an error speaks of. */
class LineEndsTest {
    private final MemoryLog log = new MemoryLog();
    private final Ingest ingest = new Ingest(log, IngestLimits.DEFAULT, new SimpleMeterRegistry(), Clock.systemUTC());

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n", "\r\r\n", "\n\n", "\r\r"})
    void readsLinesWhateverTheyEndWith(String lineEnd) throws Exception {
        String csv = String.join(lineEnd, "name,value", "a,1", "\"b\",2", "c,3");
        String ndjson = String.join(lineEnd, "{\"name\":\"a\"}", "{\"name\":\"b\"}", "{\"name\":\"c\"}");

        IngestBatchResult open = read(new CsvReader(), csv);
        IngestBatchResult closed = read(new CsvReader(), csv + lineEnd);
        IngestBatchResult objects = read(new NdjsonReader(), ndjson);

        assertThat(List.of(open.accepted(), closed.accepted(), objects.accepted()))
                .containsExactly(3L, 3L, 3L);
        assertThat(open.rejected() + closed.rejected() + objects.rejected()).isZero();
    }

    @Test
    void readsMixedLineEndsAndCountsLinesAsAnEditorDoes() throws Exception {
        IngestBatchResult rows = read(new CsvReader(), "name,value\ra,1\n\"b\rc\r\nd\ne\",2\r\n\rf\rg,3\r");
        IngestBatchResult objects =
                read(new NdjsonReader(), "{\"name\":\"a\"}\r\r{\"name\":1}\r\n\n5\r{\"name\":\"b\"}");

        assertThat(rows.accepted()).isEqualTo(3);
        assertThat(rows.errors()).extracting(LineError::line).containsExactly(8L);
        assertThat(objects.accepted()).isEqualTo(2);
        assertThat(objects.errors()).extracting(LineError::line).containsExactly(3L, 5L);
        assertThat(kept()).contains("{\"name\":\"b\\u000dc\\u000d\\u000ad\\u000ae\",\"value\":2}");
    }

    @Test
    void takesSeparatorsThatOnlyUnicodeCallsLineEndsForText() throws Exception {
        IngestBatchResult rows = read(new CsvReader(), "name,value\na\u2028b\u0085c\u000bd,1\n");
        IngestBatchResult objects = read(new NdjsonReader(), "{\"name\":\"a\u2028b\u2029c\"}\n");

        assertThat(rows.accepted() + objects.accepted()).isEqualTo(2);
        assertThat(kept()).last().isEqualTo("{\"name\":\"a\u2028b\u2029c\"}");
    }

    @Test
    void refusesAQuotedCellThatIsNeverClosed() throws Exception {
        IngestBatchResult result = read(new CsvReader(), "name,value\na,1\n\"b,2\nc,3\n");

        assertThat(result.accepted()).isEqualTo(1);
        assertThat(result.errors()).singleElement().satisfies(error -> {
            assertThat(error.line()).isEqualTo(3);
            assertThat(error.why().detail()).isEqualTo("a quoted cell is not closed before the end");
        });
        assertThat(log.texts("datalab.rejects")).containsExactly("\"b,2\nc,3\n");
    }

    @Test
    void saysThatAQuotedCellIsNotClosedWhereWhatItSwallowsIsOverTheLimit() throws Exception {
        IngestBatchResult result = read(new CsvReader(), "name,value\n\"a,1\n" + "b,2\n".repeat(300_000));

        assertThat(result.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.why().detail()).endsWith("; a quoted cell in it is never closed"));
    }

    @Test
    void refusesAHeaderThatSwallowsRows() {
        assertThatThrownBy(() -> read(new CsvReader(), "name,\"value\na,1\nb,2\n"))
                .isInstanceOfSatisfying(
                        MalformedBody.class, e -> assertThat(e.kind()).isEqualTo(Kind.BROKEN))
                .hasMessage("of the header, a quoted cell is not closed before the end");
        assertThatThrownBy(() -> read(new CsvReader(), "name,\"val\"ue\na,1\n"))
                .hasMessage("of the header, a quoted cell does not end where its quotes end");
        assertThatThrownBy(() -> read(new CsvReader(), "name," + "x".repeat(1024 * 1024) + "\na,1\n"))
                .hasMessage("the header line is over the limit of an event");
    }

    @Test
    void refusesAHeaderThatIsNotUtf8() {
        String csv = "name,Temp (°C)\na,1\n";

        assertThatThrownBy(() -> read(new CsvReader(), csv.getBytes(ISO_8859_1)))
                .isInstanceOfSatisfying(
                        MalformedBody.class, e -> assertThat(e.kind()).isEqualTo(Kind.BROKEN))
                .hasMessageStartingWith("the header is not UTF-8");
        assertThatThrownBy(() -> read(new CsvReader(), csv.getBytes(UTF_16)))
                .hasMessageStartingWith("the header is not UTF-8");
        assertThatThrownBy(() -> read(new CsvReader(), "name,value\na,1\n".getBytes(UTF_16LE)))
                .hasMessageContaining("U+0000, as UTF-16 has it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE"})
    void refusesEachLineOfAnotherEncoding(String charset) throws Exception {
        String ndjson = "{\"name\":\"a\"}\n{\"name\":\"b\"}\n{\"name\":\"c\"}";

        IngestBatchResult result = read(new NdjsonReader(), ndjson.getBytes(Charset.forName(charset)));

        assertThat(result.accepted()).isZero();
        assertThat(result.rejected()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void refusesRowsThatAreNotUtf8AndHoldZeros() throws Exception {
        IngestBatchResult latin = read(new CsvReader(), "name,value,more\nä,1,x\nb,2,ö\nc,3,z\n".getBytes(ISO_8859_1));
        IngestBatchResult zeros = read(new CsvReader(), "name,value,more\na\0,1,x\nb,2,\0\nc,3,\n\0\0\0");

        assertThat(latin.accepted()).isEqualTo(1);
        assertThat(latin.errors()).extracting(LineError::line).containsExactly(2L, 3L);
        assertThat(zeros.accepted()).isEqualTo(1);
        assertThat(zeros.errors()).extracting(LineError::line).containsExactly(2L, 3L, 5L);
    }

    @Test
    void namesTheSeparatorThatAFileSeemsToHave() {
        assertThatThrownBy(() -> read(new CsvReader(), "name;value;count\na;1;2\n"))
                .hasMessageStartingWith("the required field \"name\" is missing; this looks separated by \";\", ");
        assertThatThrownBy(() -> read(new CsvReader(), "value\tname\n1\ta\n"))
                .hasMessageContaining("; this looks separated by tabs, ");
        assertThatThrownBy(() -> read(new CsvReader(), "\"name\";\"value\"\n\"a\";\"1,5\"\n"))
                .hasMessageContaining("; this looks separated by \";\", ");
        assertThatThrownBy(() -> read(new CsvReader(), "id,value\n1,2\n"))
                .message()
                .doesNotContain("separated");
    }

    /** As curl -d sends a file, and as files have it whose lines end in a way that CSV does not know. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "name,valuea,1b,2",
                "name,value\\na,1",
                "name,value\u0085a,1",
                "name,value\u2028a",
                "name,value\u001ea,1"
            })
    void refusesAHeaderThatHasTakenTheRowsIn(String line) {
        assertThatThrownBy(() -> read(new CsvReader(), line))
                .isInstanceOf(MalformedBody.class)
                .hasMessageStartingWith("no row follows the header, and its column ");
    }

    @Test
    void takesAFileWithoutRows() throws Exception {
        IngestBatchResult result = read(new CsvReader(), "name,value,_time,_extra\n\n");

        assertThat(result.accepted() + result.rejected()).isZero();
    }

    private IngestBatchResult read(EventReader reader, String text) throws IOException, MalformedBody {
        return read(reader, text.getBytes(UTF_8));
    }

    private IngestBatchResult read(EventReader reader, byte[] bytes) throws IOException, MalformedBody {
        IngestBatch batch = ingest.batch(ingest.bind(SampleStreams.READINGS, "test"), "test", null);
        reader.read(new ByteArrayInputStream(bytes), batch);
        return batch.finish();
    }

    private List<String> kept() {
        return log.texts("sensors.readings");
    }
}
