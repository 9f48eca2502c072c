package datalab.lab.decode;

import com.fasterxml.jackson.core.JsonToken;
import datalab.lab.event.Origin;
import datalab.lab.event.RejectReason;
import datalab.lab.time.EventTimeBounds;
import datalab.lab.time.ParsedTime;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;

/** A member of a sender's JSON object that the decoder of the stream recognizes by name. Immutable. */
interface KnownMember {

    /** Its place among a decoder's members, from 0; used to detect repeats. */
    int number();

    /** Reads the value the parser is at, to its end; false where the event is refused. */
    boolean read(EventParser into) throws IOException;

    /** The field that carries the event time. */
    record Time(int number, String name) implements KnownMember {
        @Override
        public boolean read(EventParser into) throws IOException {
            if (into.parser.currentToken() == JsonToken.VALUE_NULL) {
                return true;
            }
            return switch (into.decoder.eventTime().read(into.parser)) {
                case ParsedTime.Unknown(String expected) -> into.refuseFound(RejectReason.BAD_TIME, name, expected);
                case ParsedTime.Known(Instant time)
                when !EventTimeBounds.isPlausible(time) ->
                    into.refuseFound(RejectReason.BAD_TIME, name, "a time in the years 1900 to 2200, not " + time);
                case ParsedTime.Known(Instant time) -> {
                    into.time = time;
                    yield true;
                }
            };
        }
    }

    /** How the values came to be. */
    record OriginName(int number) implements KnownMember {
        @Override
        public boolean read(EventParser into) throws IOException {
            if (into.parser.currentToken() == JsonToken.VALUE_NULL) {
                return true;
            }
            if (into.parser.currentToken() != JsonToken.VALUE_STRING) {
                return into.refuseFound(RejectReason.WRONG_TYPE, "_origin", "a string");
            }
            String text = into.parser.getText();
            for (Origin origin : Origin.values()) {
                if (origin.text().equals(text.toLowerCase(Locale.ROOT))) {
                    into.origin = origin;
                    return true;
                }
            }
            return into.refuseFound(RejectReason.OUT_OF_RANGE, "_origin", "observed, modelled or simulated");
        }
    }

    /** Which fields refer to nothing, as ingest found; kept beside what the stream did not declare. */
    record Unknown(int number) implements KnownMember {
        @Override
        public boolean read(EventParser into) throws IOException {
            return switch (into.parser.currentToken()) {
                case VALUE_NULL -> true;
                case START_ARRAY -> into.keepExtra(EventDecoder.UNKNOWN);
                default ->
                    into.refuseFound(RejectReason.WRONG_TYPE, EventDecoder.UNKNOWN, "an array of names of fields");
            };
        }
    }

    /** Values that do not fit what their fields are declared to be by now; kept beside what the stream did not declare. */
    record Unfit(int number) implements KnownMember {
        @Override
        public boolean read(EventParser into) throws IOException {
            return switch (into.parser.currentToken()) {
                case VALUE_NULL -> true;
                case START_OBJECT -> into.keepExtra(EventDecoder.UNFIT);
                default ->
                    into.refuseFound(RejectReason.WRONG_TYPE, EventDecoder.UNFIT, "an object of values by field");
            };
        }
    }

    /** What DataLab adds to an event in its output, so that exports can be sent again. */
    record Ignored(int number) implements KnownMember {
        @Override
        public boolean read(EventParser into) throws IOException {
            into.parser.skipChildren();
            return true;
        }
    }
}
