package datalab.ingest.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.ingest.MemoryLog;
import datalab.ingest.SampleStreams;
import datalab.ingest.door.Ingest;
import datalab.ingest.door.IngestBatch;
import datalab.ingest.door.IngestBatchResult;
import datalab.ingest.door.IngestLimits;
import datalab.lab.decode.DecodeResult;
import datalab.lab.decode.EventDecoder;
import datalab.lab.event.RejectReason;
import datalab.lab.stream.EventStream;
import datalab.log.NewRecord;
import datalab.log.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadersTest {
    private final MemoryLog log = new MemoryLog();
    private final Ingest ingest = new Ingest(log, IngestLimits.DEFAULT, new SimpleMeterRegistry(), Clock.systemUTC());

    @Test
    void readsOneObjectALineAndCountsBlankLines() throws Exception {
        IngestBatchResult result = read(new NdjsonReader(), "{\"name\":\"a\"}\r\n\n  \n{\"name\":5}\n{\"name\":\"b\"}");

        assertThat(kept()).containsExactly("{\"name\":\"a\"}", "{\"name\":\"b\"}");
        assertThat(result.errors()).singleElement().satisfies(error -> {
            assertThat(error.line()).isEqualTo(4);
            assertThat(error.why().field()).isEqualTo("name");
        });
    }

    @Test
    void stepsOverAByteOrderMark() throws Exception {
        read(new NdjsonReader(), "\ufeff{\"name\":\"a\"}\n");

        assertThat(kept()).containsExactly("{\"name\":\"a\"}");
    }

    @Test
    void keepsTheBeginningOfALineOverTheLimitAndGoesOn() throws Exception {
        String large = "{\"name\":\"" + "x".repeat(5_000_000) + "\"}";

        IngestBatchResult result = read(new NdjsonReader(), "{\"name\":\"a\"}\n" + large + "\n{\"name\":\"b\"}\n");

        assertThat(kept()).containsExactly("{\"name\":\"a\"}", "{\"name\":\"b\"}");
        assertThat(result.errors()).singleElement().satisfies(error -> {
            assertThat(error.line()).isEqualTo(2);
            assertThat(error.why().reason()).isEqualTo(RejectReason.TOO_LARGE);
            assertThat(error.why().detail()).isEqualTo("5000011 bytes, the limit is 1048576");
        });
        assertThat(log.records(Topics.REJECTS).getFirst().value()).hasSize(64 * 1024);
    }

    @Test
    void takesALineOfExactlyTheLimit() throws Exception {
        String line = "{\"name\":\"a\",\"more\":\"" + "x".repeat(1024 * 1024 - 22) + "\"}";

        IngestBatchResult result = read(new NdjsonReader(), line + "\n" + line + "x\n");

        assertThat(line).hasSize(1024 * 1024);
        assertThat(result.accepted()).isEqualTo(1);
        assertThat(result.rejected()).isEqualTo(1);
    }

    @Test
    void readsTheElementsOfAnArrayWhateverIsInTheirStrings() throws Exception {
        IngestBatchResult result =
                read(new JsonArrayReader(), " [ {\"name\":\"]},\\\"{\"} ,5,{\"name\":\"b\",\"x\":[1,{}]} , [] ] ");

        assertThat(kept()).containsExactly("{\"name\":\"]},\\\"{\"}", "{\"name\":\"b\",\"x\":[1,{}]}");
        assertThat(result.errors())
                .extracting(IngestBatchResult.LineError::line)
                .containsExactly(2L, 4L);
    }

    @Test
    void readsAnEmptyArray() throws Exception {
        IngestBatchResult result = read(new JsonArrayReader(), "[]");

        assertThat(result.accepted() + result.rejected()).isZero();
    }

    @Test
    void saysWhereAnArrayIsBroken() {
        assertThatThrownBy(() -> read(new JsonArrayReader(), "[{\"name\":\"a\"},{\"name\""))
                .isInstanceOf(MalformedBody.class)
                .hasMessage("the array is not closed; it ends in element 2");
        assertThatThrownBy(() -> read(new JsonArrayReader(), "[{\"name\":\"a\"},]"))
                .hasMessage("element 2 is empty");
        assertThatThrownBy(() -> read(new JsonArrayReader(), "[{\"name\":\"a\"}}"))
                .hasMessage("found '}' behind element 1, expected ']'");
        assertThatThrownBy(() -> read(new JsonArrayReader(), "[] x"))
                .hasMessage("there is something behind the end of the array");
    }

    @Test
    void writesRowsAsObjectsWithTheTypesOfTheStream() throws Exception {
        String csv = """
                name,value,count,ok,timestamp,note
                a,5.10,5.0,TRUE,2024-05-01 10:00:00,"say ""hi"", you"
                "b",NA,,0,1714557600,NA
                NA,007,+3,false,1714557600.5,"line
                break"
                c,.5,12,true,,"NA"
                """;

        IngestBatchResult result = read(new CsvReader(), csv);

        assertThat(kept())
                .containsExactly(
                        "{\"name\":\"a\",\"value\":5.10,\"count\":5.0,\"ok\":true,"
                                + "\"timestamp\":\"2024-05-01 10:00:00\",\"note\":\"say \\\"hi\\\", you\"}",
                        "{\"name\":\"b\",\"ok\":false,\"timestamp\":\"1714557600\"}",
                        "{\"name\":\"c\",\"value\":0.5,\"count\":12,\"ok\":true,\"note\":\"NA\"}");
        assertThat(result.errors()).singleElement().satisfies(error -> {
            assertThat(error.line()).isEqualTo(4);
            assertThat(error.why().reason()).isEqualTo(RejectReason.MISSING_FIELD);
        });
    }

    /** The same numbers by either format, with the same answer. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1E0000000001", "1e15", "1e16", "1.0", "-0", "-0.0", "9007199254740993", "9223372036854775807",
                "9223372036854775808", "-9223372036854775808", "1e400", "1e-400", "1e-99999999999", "1.5", "5e-1",
                        "50e-1"
            })
    void judgesNumbersOfCsvAsThoseOfJson(String number) throws Exception {
        IngestBatchResult json = read(
                new NdjsonReader(),
                "{\"name\":\"a\",\"count\":%s}\n{\"name\":\"a\",\"value\":%s}\n".formatted(number, number));
        List<String> fromJson = decoded();
        IngestBatchResult csv = read(new CsvReader(), "name,count,value\na,%s,\na,,%s\n".formatted(number, number));

        assertThat(csv.accepted()).isEqualTo(json.accepted());
        assertThat(csv.errors())
                .extracting(error -> error.why().reason())
                .containsExactlyElementsOf(json.errors().stream()
                        .map(error -> error.why().reason())
                        .toList());
        assertThat(decoded().subList(fromJson.size(), decoded().size())).isEqualTo(fromJson);
    }

    @ParameterizedTest
    @ValueSource(strings = {"+-5", "--5", "5-", ".", "-", "+", "e5", "5e", "0x10", "1_000", "1 000", "NaN", "Infinity"})
    void refusesWhatIsNoNumber(String cell) throws Exception {
        IngestBatchResult result = read(new CsvReader(), "name,value\na," + cell + "\n");

        assertThat(result.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.why().reason()).isEqualTo(RejectReason.WRONG_TYPE));
    }

    @Test
    void refusesNumbersOfVeryManyDigitsInCsvAsInJson() throws Exception {
        String many = "1".repeat(500_000);

        IngestBatchResult result =
                read(new CsvReader(), "name,count,value\na,%s,\na,,0.%s\na,,%se5\n".formatted(many, many, many));

        assertThat(result.errors())
                .hasSize(3)
                .allSatisfy(error -> assertThat(error.why().reason()).isEqualTo(RejectReason.OUT_OF_RANGE));
    }

    @Test
    void refusesAFileWithoutTheTimeThatIdentifiesItsRows() {
        EventStream readings = SampleStreams.READINGS;
        EventStream stream = new EventStream(
                readings.lab(),
                readings.name(),
                readings.key(),
                readings.time(),
                readings.zone(),
                readings.fields(),
                readings.extra(),
                List.of("name", "timestamp"),
                readings.in(),
                readings.quality());

        assertThatThrownBy(() -> read(stream, new CsvReader(), "name,value,TimeInstant\na,1,2024-05-01\n"))
                .hasMessageContaining("the required field \"timestamp\" is missing");
        assertThat(kept()).isEmpty();
    }

    @Test
    void takesTheUndeclaredFieldsOfAnExportApart() throws Exception {
        String csv = """
                name,_at,_extra,value
                a,0:1,"{""note"":""x"",""n"":1}",5
                b,0:2,{},6
                c,0:3,,7
                d,0:4,text,8
                """;

        IngestBatchResult result = read(new CsvReader(), csv);

        assertThat(kept())
                .containsExactly(
                        "{\"name\":\"a\",\"_at\":\"0:1\",\"note\":\"x\",\"n\":1,\"value\":5}",
                        "{\"name\":\"b\",\"_at\":\"0:2\",\"value\":6}",
                        "{\"name\":\"c\",\"_at\":\"0:3\",\"value\":7}");
        assertThat(result.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.why().reason()).isEqualTo(RejectReason.UNKNOWN_FIELD));
    }

    @Test
    void namesRowsThatDoNotFitByTheirLine() throws Exception {
        IngestBatchResult result =
                read(new CsvReader(), "name,value\r\na,1\r\n\r\nb\r\n\"c\nd\",2\r\ne,x\r\n\"f\"g,1\r\n");

        assertThat(kept()).containsExactly("{\"name\":\"a\",\"value\":1}", "{\"name\":\"c\\u000ad\",\"value\":2}");
        assertThat(result.errors())
                .extracting(error -> error.line() + " " + error.why().reason().text() + " "
                        + error.why().field())
                .containsExactly("4 bad_row null", "7 wrong_type value", "8 bad_row null");
    }

    @Test
    void refusesAHeaderThatIsNotTheStreams() {
        assertThatThrownBy(() -> read(new CsvReader(), "id,value\n1,2\n"))
                .isInstanceOf(MalformedBody.class)
                .hasMessageStartingWith("the required field \"name\" is missing; the header is \"id,value\"");
        assertThatThrownBy(() -> read(new CsvReader(), "name,name\n1,2\n"))
                .hasMessageStartingWith("column \"name\" is there twice");
        assertThatThrownBy(() -> read(new CsvReader(), "name,,value\n1,2\n"))
                .hasMessageStartingWith("column 2 has no name");
        assertThatThrownBy(() -> read(new CsvReader(), "")).hasMessage("there is no header line");
        assertThatThrownBy(() -> read(SampleStreams.STRICT, new CsvReader(), "value,more\n1,2\n"))
                .hasMessageStartingWith("column \"more\" is not a field of the stream");
    }

    @Test
    void findsTheSameEventsHoweverTheBytesArrive() throws Exception {
        StringBuilder ndjson = new StringBuilder();
        StringBuilder array = new StringBuilder("[");
        StringBuilder csv = new StringBuilder("name,value\n");
        for (int i = 0; i < 2000; i++) {
            String object = "{\"name\":\"ü" + i + "\",\"value\":" + i % 1000 + "}";
            ndjson.append(object).append('\n');
            array.append(i == 0 ? "" : " , ").append(object);
            csv.append('"')
                    .append("ü")
                    .append(i)
                    .append('"')
                    .append(',')
                    .append(i % 1000)
                    .append('\n');
        }

        readInPieces(new NdjsonReader(), ndjson.toString());
        readInPieces(new JsonArrayReader(), array.append(']').toString());
        readInPieces(new CsvReader(), csv.toString());

        List<String> all = kept();
        assertThat(all).hasSize(6000);
        assertThat(all.subList(0, 2000)).isEqualTo(all.subList(2000, 4000)).isEqualTo(all.subList(4000, 6000));
    }

    private IngestBatchResult read(EventReader reader, String text) throws IOException, MalformedBody {
        return read(SampleStreams.READINGS, reader, text);
    }

    private IngestBatchResult read(EventStream stream, EventReader reader, String text)
            throws IOException, MalformedBody {
        IngestBatch batch = ingest.batch(ingest.bind(stream, "test"), "test", null);
        reader.read(new ByteArrayInputStream(text.getBytes(UTF_8)), batch);
        return batch.finish();
    }

    private void readInPieces(EventReader reader, String text) throws IOException, MalformedBody {
        IngestBatch batch = ingest.batch(ingest.bind(SampleStreams.READINGS, "test"), "test", null);
        InputStream bytes = new ByteArrayInputStream(text.getBytes(UTF_8));
        InputStream inPieces = new InputStream() {
            private int next;

            @Override
            public int read() throws IOException {
                return bytes.read();
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                next = next % 13 + 1;
                return bytes.read(target, offset, Math.min(length, next));
            }
        };
        reader.read(inPieces, batch);
        assertThat(batch.finish().rejected()).isZero();
    }

    /** The values of all that was kept. */
    private List<String> decoded() {
        EventDecoder decoder = new EventDecoder(SampleStreams.READINGS);
        return log.records("sensors.readings").stream()
                .map(record -> decoder.decode(record.value(), 0, record.value().length))
                .map(event -> Arrays.toString(
                        ((DecodeResult.Accepted) event).payload().values()))
                .toList();
    }

    private List<String> kept() {
        return log.records("sensors.readings").stream()
                .map(NewRecord::value)
                .map(bytes -> new String(bytes, UTF_8))
                .toList();
    }
}
