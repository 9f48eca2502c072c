package datalab.lab.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import datalab.lab.decode.DecodeResult.Refused;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.RejectReason;
import datalab.lab.json.JsonNumber;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.stream.PositionFields;
import datalab.lab.text.Excerpt;
import datalab.lab.text.Utf8;
import datalab.lab.time.EventTimeBounds;
import datalab.lab.time.TimeReader;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decodes and validates a message against the fields that its stream declares. The only such check: ingest uses it
 * before the log, the speed layer after it. Thread-safe.
 *
 * <p>What it accepts can be kept by any store: strict UTF-8, no U+0000, no half surrogates, no number beyond a double, no
 * name twice in one object.
 */
public final class EventDecoder {
    /** How deep the sender's JSON may be nested, counting the event itself. */
    public static final int DEPTH_MAX = 64;

    /** How many characters the strings that identify an event may have together: stores keep them in indexes. */
    public static final int IDENTITY_CHARS_MAX = 500;

    /** The member that names the fields of an event that refer to nothing; ingest writes it. */
    public static final String UNKNOWN = "_unknown";

    /** The member that holds older values of fields which do not fit what the fields are declared to be, by their names. */
    public static final String UNFIT = "_unfit";

    static final int DETAIL_CHARS_MAX = 300;

    private final EventStream stream;
    private final TimeReader eventTime;
    private final TimeReader times;
    private final JsonFactory json;
    private final Map<String, KnownMember> members = new HashMap<>();
    private final int memberCount;
    private final String[] required;
    private final int[] requiredAt;
    private final int latitude;
    private final int longitude;

    /** What an event of the stream must be once it is in the log. */
    public EventDecoder(EventStream stream) {
        this(stream, false);
    }

    /** What a sender's message must be: fields that DataLab gives a number may be missing. */
    public static EventDecoder ofSenders(EventStream stream) {
        return new EventDecoder(stream, true);
    }

    private EventDecoder(EventStream stream, boolean fromSender) {
        this.stream = stream;
        this.eventTime = new TimeReader(stream.times());
        this.times = new TimeReader(stream.times().withoutFormat());
        this.json = factory();
        for (Field field : stream.fields()) {
            members.put(
                    field.name(),
                    new FieldMember(members.size(), stream.indexOf(field.name()), bounded(stream, field)));
        }
        if (stream.time() != null) {
            members.put(stream.time(), new KnownMember.Time(members.size(), stream.time()));
        }
        members.put("_origin", new KnownMember.OriginName(members.size()));
        members.put(UNFIT, new KnownMember.Unfit(members.size()));
        for (String own : new String[] {"_time", "_arrived", "_at", "_flags", UNKNOWN}) {
            members.put(own, new KnownMember.Ignored(members.size()));
        }
        if (!fromSender && stream.fields().stream().anyMatch(EventDecoder::keepsUnknown)) {
            members.put(UNKNOWN, new KnownMember.Unknown(members.size() - 1));
        }
        PositionFields position = stream.position();
        this.latitude = position == null ? -1 : stream.indexOf(position.latitude());
        this.longitude = position == null ? -1 : stream.indexOf(position.longitude());
        this.memberCount = members.size();
        this.required = stream.fields().stream()
                .filter(field -> isRequired(stream, field))
                .filter(field -> !(fromSender && field.generated()))
                .map(Field::name)
                .toArray(String[]::new);
        this.requiredAt = new int[required.length];
        for (int i = 0; i < required.length; i++) {
            requiredAt[i] = stream.indexOf(required[i]);
        }
    }

    public EventStream stream() {
        return stream;
    }

    /**
     * Decodes one JSON object in UTF-8. Never throws for what the bytes hold.
     *
     * @param arrived when it came, such as the timestamp of its record: it decides whether the event's time lies too far ahead
     *     or back
     */
    public DecodeResult decode(byte[] bytes, int offset, int length, Instant arrived) {
        if (!EventTimeBounds.isArrival(arrived)) {
            return refused(
                    RejectReason.BAD_TIME,
                    "the record's timestamp is " + arrived.toEpochMilli()
                            + ", expected milliseconds since 1970 in the years 1973 to 2200; 0 and -1 are none");
        }
        DecodeResult decoded = decode(bytes, offset, length);
        Instant time = decoded instanceof DecodeResult.Accepted(DecodedPayload payload) ? payload.time() : null;
        Refused refused = time == null ? null : outOfTime(time, arrived);
        return refused == null ? decoded : refused;
    }

    /** As {@link #decode(byte[], int, int, Instant)}, for callers who know that its time lies not too far ahead or back. */
    public DecodeResult decode(byte[] bytes, int offset, int length) {
        int bad = Utf8.firstBadByte(bytes, offset, length);
        if (bad >= 0) {
            return refused(RejectReason.NOT_UTF8, "byte " + (bad - offset + 1) + " is not UTF-8: " + hex(bytes[bad]));
        }
        int start = Utf8.skipMarkAndSpace(bytes, offset, offset + length);
        int left = offset + length - start;
        if (left == 0) {
            return refused(RejectReason.NOT_JSON, "found nothing, expected a JSON object");
        }
        if (bytes[start] == 0 || (left > 1 && bytes[start + 1] == 0)) { // the parser would guess UTF-16 and believe it
            return refused(RejectReason.NOT_UTF8, "found UTF-16 or binary data, expected UTF-8");
        }
        return parse(bytes, start, left);
    }

    private DecodeResult parse(byte[] bytes, int start, int length) {
        try (JsonParser parser = json.createParser(bytes, start, length)) {
            return decode(parser);
        } catch (StreamConstraintsException e) {
            return refused(e);
        } catch (JsonProcessingException e) {
            return notJson(e);
        } catch (IOException | IllegalStateException e) { // the latter: names made to collide in the parser's table
            return refused(RejectReason.NOT_JSON, Excerpt.of(String.valueOf(e.getMessage()), DETAIL_CHARS_MAX));
        }
    }

    private DecodeResult decode(JsonParser parser) throws IOException {
        EventParser decoding = new EventParser(this, parser);
        if (!decoding.readObject()) {
            return decoding.refused();
        }
        for (int i = 0; i < required.length; i++) {
            if (decoding.values[requiredAt[i]] == null) {
                return missing(required[i]);
            }
        }
        if (stream.isTimeRequired() && decoding.time == null) {
            return missing(stream.time());
        }
        Refused half = halfPosition(decoding.values);
        return half == null ? new DecodeResult.Accepted(decoding.payload()) : half;
    }

    /** Both depend on the log alone, so decoding a record again gives the same result. */
    private @Nullable Refused outOfTime(Instant time, Instant arrived) {
        Duration most = stream.times().future();
        if (most != null && time.isAfter(arrived.plus(most))) {
            return inFuture(time, arrived, most);
        }
        Duration retain = stream.retain();
        return retain != null && time.isBefore(arrived.minus(retain)) ? tooOld(time, arrived, retain) : null;
    }

    private Refused tooOld(Instant time, Instant arrived, Duration retain) {
        return new Refused(
                RejectReason.TOO_OLD,
                stream.time(),
                stream.time() + " is " + time + ", which lies more than " + text(retain) + " before its arrival at "
                        + arrived + "; the stream's retain says how long events are kept");
    }

    /** As lab.yaml may say it. */
    private static String text(Duration retain) {
        if (Duration.ofDays(retain.toDays()).equals(retain)) {
            return retain.toDays() + "d";
        }
        return Duration.ofHours(retain.toHours()).equals(retain) ? retain.toHours() + "h" : retain.toSeconds() + "s";
    }

    private Refused inFuture(Instant time, Instant arrived, Duration most) {
        return new Refused(
                RejectReason.TIME_IN_FUTURE,
                stream.time(),
                stream.time() + " is " + time + ", which lies more than " + most.toSeconds()
                        + " s after its arrival at " + arrived + "; the stream's time.future says how far it may");
    }

    private static Refused missing(@Nullable String field) {
        return new Refused(RejectReason.MISSING_FIELD, field, field + " is missing or null");
    }

    private @Nullable Refused halfPosition(@Nullable Object[] values) {
        if (latitude < 0 || (values[latitude] == null) == (values[longitude] == null)) {
            return null;
        }
        String missing = stream.fields()
                .get(values[latitude] == null ? latitude : longitude)
                .name();
        return new Refused(RejectReason.MISSING_FIELD, missing, missing + " is missing or null: half a position");
    }

    @Nullable
    KnownMember member(String name) {
        return members.get(name);
    }

    int memberCount() {
        return memberCount;
    }

    /** Reads the field that carries the event time. */
    TimeReader eventTime() {
        return eventTime;
    }

    /** Reads all other fields that are times. */
    TimeReader times() {
        return times;
    }

    JsonFactory json() {
        return json;
    }

    private static boolean isRequired(EventStream stream, Field field) {
        return field.required()
                || field.name().equals(stream.key())
                || stream.unique().contains(field.name());
    }

    private static boolean keepsUnknown(Field field) {
        return field.reference() != null && field.reference().keepsUnknown();
    }

    /**
     * A position gets the bounds of the earth, a generated number its greatest, and a string of the key or of the unique
     * fields an upper bound, where they have none, or one too high.
     */
    private static Field bounded(EventStream stream, Field field) {
        PositionFields position = stream.position();
        if (position != null && field.name().equals(position.latitude())) {
            return onEarth(field, PositionFields.LATITUDE_MAX);
        }
        if (position != null && field.name().equals(position.longitude())) {
            return onEarth(field, PositionFields.LONGITUDE_MAX);
        }
        if (field.generated()) {
            double max = field.max() == null ? Field.GENERATED_MAX : Math.min(Field.GENERATED_MAX, field.max());
            return field.within(field.min(), max);
        }
        boolean identifies =
                field.name().equals(stream.key()) || stream.unique().contains(field.name());
        if (!identifies || field.type() != Field.Type.STRING) {
            return field;
        }
        long strings = stream.fields().stream()
                .filter(other -> other.type() == Field.Type.STRING)
                .filter(other -> stream.unique().contains(other.name()))
                .count();
        double bound = Math.floorDiv(IDENTITY_CHARS_MAX, Math.max(1, strings));
        double max = field.max() == null ? bound : Math.min(bound, field.max());
        return field.within(field.min(), max);
    }

    private static Field onEarth(Field field, double most) {
        double min = field.min() == null ? -most : Math.max(-most, field.min());
        double max = field.max() == null ? most : Math.min(most, field.max());
        return field.within(min, max);
    }

    private static Refused refused(StreamConstraintsException e) {
        String message = words(e);
        return message.contains("nesting depth")
                ? refused(RejectReason.TOO_DEEP, "nested deeper than " + DEPTH_MAX + " levels")
                : refused(RejectReason.OUT_OF_RANGE, message);
    }

    private static Refused notJson(JsonProcessingException e) {
        return refused(RejectReason.NOT_JSON, words(e) + place(e.getLocation()));
    }

    /** Where in the event it is; the first line is not mentioned, as most events are one line of a file. */
    private static String place(@Nullable JsonLocation location) {
        if (location == null) {
            return "";
        }
        String line = location.getLineNr() > 1 ? " of the event's line " + location.getLineNr() : "";
        return ", at character " + location.getColumnNr() + line;
    }

    /** The parser's message without its internal details. */
    private static String words(JsonProcessingException e) {
        String message = String.valueOf(e.getOriginalMessage())
                .replaceFirst(": enable `.*", "")
                .replaceFirst(", from `[^`]*`", "")
                .replaceFirst(" \\(start marker at \\[.*?\\]\\)", "")
                .replaceFirst("Duplicate field '(.*)'", "field \"$1\" is there twice");
        return Excerpt.of(message, DETAIL_CHARS_MAX);
    }

    private static Refused refused(RejectReason reason, String detail) {
        return new Refused(reason, null, detail);
    }

    private static String hex(byte value) {
        return String.format("0x%02X", value & 0xFF);
    }

    /** Each decoder has its own, so that the parser's table of names holds this stream's. */
    private static JsonFactory factory() {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH_MAX)
                        .maxNumberLength(JsonNumber.CHARS_MAX)
                        .build())
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                .enable(StreamWriteFeature.STRICT_DUPLICATE_DETECTION)
                .build();
    }
}
