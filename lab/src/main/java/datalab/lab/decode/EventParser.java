package datalab.lab.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import datalab.lab.decode.DecodeResult.Refused;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Origin;
import datalab.lab.event.RejectReason;
import datalab.lab.stream.EventStream;
import datalab.lab.text.Excerpt;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Parses one message; holds the fields read so far. Owned by one thread. */
final class EventParser {
    final EventDecoder decoder;
    final JsonParser parser;
    final @Nullable Object[] values;

    @Nullable
    Instant time;

    Origin origin = Origin.OBSERVED;
    private final boolean[] seen;
    private @Nullable ExtraFields extra;
    private @Nullable Refused refused;

    EventParser(EventDecoder decoder, JsonParser parser) {
        this.decoder = decoder;
        this.parser = parser;
        this.values = new @Nullable Object[decoder.stream().fields().size()];
        this.seen = new boolean[decoder.memberCount()];
    }

    /** Reads all there is; false where it has been {@link #refused}. */
    boolean readObject() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) { // such as a NUL between blanks, which the parser takes for the end
            return refuse(RejectReason.NOT_JSON, null, "found nothing, expected a JSON object");
        }
        if (first != JsonToken.START_OBJECT) {
            return refuse(
                    RejectReason.NOT_AN_OBJECT, null, "found " + Excerpt.found(parser) + ", expected a JSON object");
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (!readMember(name)) {
                return false;
            }
        }
        if (parser.nextToken() != null) {
            return refuse(
                    RejectReason.NOT_JSON,
                    null,
                    "found " + Excerpt.found(parser) + " after the object, expected its end");
        }
        return true;
    }

    DecodedPayload payload() throws IOException {
        return new DecodedPayload(values, time, origin, extra == null ? null : extra.text());
    }

    Refused refused() {
        return Objects.requireNonNull(refused);
    }

    /** Notes why this can never become an event; false, so that readers can return it. */
    boolean refuse(RejectReason reason, @Nullable String field, String detail) {
        refused = new Refused(reason, field, detail);
        return false;
    }

    /** Refuses the current token. */
    boolean refuseFound(RejectReason reason, String field, String expected) throws IOException {
        return refuse(reason, field, field + " is " + Excerpt.found(parser) + ", expected " + expected);
    }

    private boolean readMember(String name) throws IOException {
        KnownMember member = decoder.member(name);
        if (member == null) {
            return readExtra(name);
        }
        if (seen[member.number()]) {
            return refuse(RejectReason.NOT_JSON, name, "field \"" + name + "\" is there twice");
        }
        seen[member.number()] = true;
        parser.nextToken();
        return member.read(this);
    }

    private boolean readExtra(String name) throws IOException {
        String shown = Excerpt.of(name);
        if (name.startsWith("_")) {
            return refuse(
                    RejectReason.UNKNOWN_FIELD,
                    shown,
                    "field \"" + shown + "\": names that begin with _ are DataLab's own");
        }
        if (decoder.stream().extra() == EventStream.Extra.REJECT) {
            return refuse(
                    RejectReason.UNKNOWN_FIELD,
                    shown,
                    "field \"" + shown + "\" is not declared, and extra ones are not kept");
        }
        parser.nextToken();
        return keepExtra(name);
    }

    /** Keeps the value the parser is at, to its end, beside the declared fields. */
    boolean keepExtra(String name) throws IOException {
        if (extra == null) {
            extra = new ExtraFields(decoder.json());
        }
        String wrong = extra.copy(name, parser);
        String shown = Excerpt.of(name);
        return wrong == null || refuse(RejectReason.OUT_OF_RANGE, shown, "field \"" + shown + "\" " + wrong);
    }
}
