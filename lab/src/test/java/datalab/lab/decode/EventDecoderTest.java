package datalab.lab.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.generators.SourceDSL.arbitrary;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;
import static org.quicktheories.generators.SourceDSL.strings;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.Laws;
import datalab.lab.Streams;
import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Event;
import datalab.lab.event.EventJson;
import datalab.lab.event.Origin;
import datalab.lab.event.RejectReason;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.stream.StreamInputs;
import datalab.lab.text.Utf8;
import datalab.lab.time.TimeRule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;

class EventDecoderTest {
    private static final EventStream STREAM = Streams.readings(EventStream.Extra.KEEP, ZoneOffset.UTC);
    private static final EventDecoder DECODER = new EventDecoder(STREAM);

    @Test
    void neverThrowsForBytesOfChance() {
        Gen<List<Integer>> bytes = lists().of(integers().between(-128, 127)).ofSizeBetween(0, 30);

        Laws.forAll(bytes, values -> {
            byte[] text = new byte[values.size()];
            for (int i = 0; i < text.length; i++) {
                text[i] = values.get(i).byteValue();
            }

            assertThat(decode(text)).isNotNull();
            assertThat(Utf8.firstBadByte(text, 0, text.length) < 0).isEqualTo(isUtf8(text));
        });
    }

    @Test
    void neverThrowsForPiecesOfJson() {
        Gen<String> pieces = arbitrary()
                .pick(
                        "{",
                        "}",
                        "[",
                        "]",
                        ",",
                        ":",
                        "\"name\"",
                        "\"value\"",
                        "\"timestamp\"",
                        "\"a\"",
                        "\"_origin\"",
                        "\"\\ud800\"",
                        "\"\\u0000\"",
                        "1",
                        "-",
                        "1e-2147483648",
                        "1e999999999999",
                        "5.0",
                        "true",
                        "null",
                        "\"",
                        "\\",
                        " ",
                        "\u0000",
                        "\"observed\"",
                        "\"2024-05-31\"");

        Laws.forAll(lists().of(pieces).ofSizeBetween(0, 12), parts -> {
            String members = "{\"name\":\"x\"," + String.join("", parts);

            assertThat(decode(String.join("", parts).getBytes(UTF_8))).isNotNull();
            assertThat(decode(members.getBytes(UTF_8))).isNotNull();
            assertThat(decode((members + "}").getBytes(UTF_8))).isNotNull();
        });
    }

    @Test
    void aNulBetweenBlanksIsNoEvent() {
        DecodeResult decoded = decode(" \u0000".getBytes(UTF_8));

        assertThat(decoded).isInstanceOf(DecodeResult.Refused.class);
    }

    @Test
    void manyDifferentNamesAreNoTrouble() {
        StringBuilder json = new StringBuilder("{\"name\":\"x\"");
        for (int i = 0; i < 20_000; i++) {
            json.append(",\"x").append(Integer.toString(i, 36)).append("\":0");
        }

        DecodeResult decoded = decode(json.append('}').toString().getBytes(UTF_8));

        assertThat(decoded).isInstanceOf(DecodeResult.Accepted.class);
    }

    @Test
    void readsOnlyItsPartOfTheBytes() {
        byte[] bytes = "xx{\"name\":\"a\"}yy".getBytes(UTF_8);

        DecodeResult decoded = DECODER.decode(bytes, 2, bytes.length - 4);

        assertThat(decoded)
                .isInstanceOfSatisfying(
                        DecodeResult.Accepted.class,
                        accepted -> assertThat(accepted.payload().values()[0]).isEqualTo("a"));
    }

    @Test
    void refusesAnEventWithoutTheTimeThatIdentifiesIt() {
        EventStream stream = timed(List.of("name", "timestamp"), null);

        for (String json : List.of("{\"name\":\"z\",\"so2\":1}", "{\"name\":\"z\",\"timestamp\":null}")) {
            byte[] bytes = json.getBytes(UTF_8);
            assertThat(EventDecoder.ofSenders(stream).decode(bytes, 0, bytes.length))
                    .isEqualTo(new DecodeResult.Refused(
                            RejectReason.MISSING_FIELD, "timestamp", "timestamp is missing or null"));
        }
    }

    @Test
    void refusesATimeTooFarAheadOfItsArrival() {
        EventDecoder decoder = new EventDecoder(timed(List.of(), Duration.ofMinutes(10)));
        byte[] at = "{\"name\":\"z\",\"timestamp\":\"2024-05-31T18:10:00Z\"}".getBytes(UTF_8);
        byte[] after = "{\"name\":\"z\",\"timestamp\":\"2024-05-31T18:10:00.000001Z\"}".getBytes(UTF_8);

        assertThat(decoder.decode(at, 0, at.length, Streams.ARRIVED)).isInstanceOf(DecodeResult.Accepted.class);
        assertThat(decoder.decode(after, 0, after.length, Streams.ARRIVED))
                .isEqualTo(new DecodeResult.Refused(
                        RejectReason.TIME_IN_FUTURE,
                        "timestamp",
                        "timestamp is 2024-05-31T18:10:00.000001Z, which lies more than 600 s after its arrival at"
                                + " 2024-05-31T18:00:00Z; the stream's time.future says how far it may"));
    }

    /** Relative to its arrival time, independent of when it is decoded. */
    @Test
    void refusesATimeOlderAtItsArrivalThanEventsAreKept() {
        EventStream stream = timed(List.of(), null).withRetain(Duration.ofDays(90));
        byte[] at = "{\"name\":\"z\",\"timestamp\":\"2024-03-02T18:00:00Z\"}".getBytes(UTF_8);
        byte[] before = "{\"name\":\"z\",\"timestamp\":\"2024-03-02T17:59:59.999999Z\"}".getBytes(UTF_8);
        DecodeResult tooOld = new DecodeResult.Refused(
                RejectReason.TOO_OLD,
                "timestamp",
                "timestamp is 2024-03-02T17:59:59.999999Z, which lies more than 90d before its arrival at"
                        + " 2024-05-31T18:00:00Z; the stream's retain says how long events are kept");

        for (EventDecoder decoder : List.of(new EventDecoder(stream), EventDecoder.ofSenders(stream))) {
            assertThat(decoder.decode(at, 0, at.length, Streams.ARRIVED)).isInstanceOf(DecodeResult.Accepted.class);
            assertThat(decoder.decode(before, 0, before.length, Streams.ARRIVED))
                    .isEqualTo(tooOld);
        }
    }

    private static EventStream timed(List<String> unique, @Nullable Duration future) {
        return new EventStream(
                "sensors",
                "timed",
                "name",
                "timestamp",
                new TimeRule(ZoneOffset.UTC, null, TimeRule.Dst.REJECT, future),
                List.of(new Field("name", Field.Type.STRING, true, null, null, null)),
                EventStream.Extra.KEEP,
                unique,
                StreamInputs.NONE,
                List.of(),
                null);
    }

    @Test
    void whatIsWrittenIsReadBackTheSame() {
        Gen<Event> events = strings()
                .allPossible()
                .ofLengthBetween(0, 10)
                .assuming(Utf8::isKeepable)
                .map((String text) -> {
                    Instant time = Instant.parse("2024-05-31T10:20:30.123456Z").plusNanos(text.hashCode() * 1_000L);
                    return event(text, time);
                });

        Laws.forAll(events, event -> {
            byte[] json = json(event);

            DecodeResult decoded = decode(json);

            assertThat(decoded).isInstanceOfSatisfying(DecodeResult.Accepted.class, accepted -> {
                assertThat(accepted.payload().values())
                        .isEqualTo(event.payload().values());
                assertThat(accepted.payload().time()).isEqualTo(event.time());
                assertThat(accepted.payload().extra()).isEqualTo(event.payload().extra());
                assertThat(accepted.payload().origin())
                        .isEqualTo(event.payload().origin());
            });
        });
    }

    private static Event event(String text, Instant time) {
        @Nullable
        Object[] values = {text, text.hashCode() / 7.0, (long) text.hashCode() * Integer.MAX_VALUE, true, time};
        values[0] = text.substring(0, text.offsetByCodePoints(0, Math.min(10, text.codePointCount(0, text.length()))));
        values[1] = Math.clamp((Double) values[1], -100.0, 1e6);
        values[2] = Math.abs((Long) values[2]);
        DecodedPayload payload =
                new DecodedPayload(values, time, Origin.MODELLED, "{\"a\":[1.50,{\"b\":null}],\"c\":\"ä\"}");
        return new Event(STREAM, payload, Streams.ARRIVED, new Coordinate(1, 2));
    }

    private static byte[] json(Event event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = new JsonFactory().createGenerator(bytes)) {
            new EventJson(STREAM).write(out, event, "{\"value\":{\"spike\":1}}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static DecodeResult decode(byte[] json) {
        return DECODER.decode(json, 0, json.length);
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
