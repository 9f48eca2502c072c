package datalab.web.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.ingest.door.Ingest;
import datalab.ingest.door.IngestBatch;
import datalab.ingest.door.IngestLimits;
import datalab.ingest.format.CsvReader;
import datalab.lab.decode.DecodeResult;
import datalab.lab.decode.EventDecoder;
import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.stream.StreamInputs;
import datalab.lab.time.EventTimeBounds;
import datalab.lab.time.TimeRule;
import datalab.log.AppendListener;
import datalab.log.AppendResult;
import datalab.log.NewRecord;
import datalab.log.Topics;
import datalab.web.http.HttpProblem;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Any time, written in any way, is read the same by every way in and by {@code from=}, or refused by all. */
class TimesEveryWayTest {
    private static final int TIMES = 3_000;
    private static final int ROWS = 100;
    private static final Pattern JSON_NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private final Clock clock = Clock.fixed(Instant.parse("2024-05-01T12:00:00Z"), ZoneOffset.UTC);
    private final List<NewRecord> log = new ArrayList<>();

    @ParameterizedTest
    @EnumSource(TimeRule.Dst.class)
    void comeOutTheSame(TimeRule.Dst dst) throws Exception {
        long seed = 20_141_026L + dst.name().length();
        TimeTexts made = new TimeTexts(new Random(seed));
        EventStream stream = stream(new TimeRule(ZoneId.of("Europe/Berlin"), null, dst, Duration.ofDays(3_650)));
        List<String> texts = made.all(TIMES);

        List<@Nullable Instant> byText =
                texts.stream().map(text -> byJson(stream, '"' + text + '"')).toList();

        assertThat(byText.stream().filter(time -> time != null)).hasSizeGreaterThan(TIMES / 6);
        assertThat(byCsv(stream, texts)).as("CSV, seed " + seed).isEqualTo(byText);
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            assertThat(byUrl(stream, text)).as("from=" + text).isEqualTo(byText.get(i));
            if (JSON_NUMBER.matcher(text).matches()) {
                assertThat(byJson(stream, text)).as("the number " + text).isEqualTo(byText.get(i));
            }
        }
    }

    private @Nullable Instant byJson(EventStream stream, String timestamp) {
        byte[] json = ("{\"n\":1,\"timestamp\":" + timestamp + "}").getBytes(UTF_8);
        return time(EventDecoder.ofSenders(stream).decode(json, 0, json.length, clock.instant()));
    }

    /** In files of so few rows that each refused one is kept by itself. */
    private List<@Nullable Instant> byCsv(EventStream stream, List<String> texts) throws Exception {
        Ingest ingest = new Ingest(this::keep, IngestLimits.DEFAULT, new SimpleMeterRegistry(), clock);
        for (int from = 0; from < texts.size(); from += ROWS) {
            StringBuilder csv = new StringBuilder("n,timestamp\n");
            texts.subList(from, Math.min(from + ROWS, texts.size()))
                    .forEach(text -> csv.append("1,\"").append(text).append("\"\n"));
            IngestBatch batch = ingest.batch(ingest.bind(stream, "test"), "test", null);
            new CsvReader().read(new ByteArrayInputStream(csv.toString().getBytes(UTF_8)), batch);
            batch.finish();
        }
        return log.stream().map(record -> read(stream, record)).toList();
    }

    private @Nullable Instant read(EventStream stream, NewRecord record) {
        return record.topic().equals(Topics.REJECTS)
                ? null
                : time(new EventDecoder(stream).decode(record.value(), 0, record.value().length, clock.instant()));
    }

    private void keep(NewRecord record, AppendListener done) {
        log.add(record);
        done.done(new AppendResult.Kept(new Coordinate(0, log.size()), record.timestamp()));
    }

    /** A bound may lie where no event does; as the time of an event it would be refused. */
    private @Nullable Instant byUrl(EventStream stream, String text) {
        try {
            Instant time = new TimeParameters(stream, clock).parse("from", text);
            boolean isEvents = EventTimeBounds.isPlausible(time)
                    && !time.isAfter(clock.instant().plus(Duration.ofDays(3_650)));
            return isEvents ? time : null;
        } catch (HttpProblem refused) {
            return null;
        }
    }

    private static @Nullable Instant time(DecodeResult decoded) {
        return decoded instanceof DecodeResult.Accepted(DecodedPayload payload) ? payload.time() : null;
    }

    private static EventStream stream(TimeRule rule) {
        return new EventStream(
                "lab",
                "times",
                null,
                "timestamp",
                rule,
                List.of(new Field("n", Field.Type.NUMBER, false, null, null, null)),
                EventStream.Extra.KEEP,
                List.of(),
                StreamInputs.NONE,
                List.of(),
                null);
    }
}
