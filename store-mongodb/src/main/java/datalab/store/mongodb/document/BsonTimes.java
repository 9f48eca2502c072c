package datalab.store.mongodb.document;

import java.time.Instant;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import org.bson.BsonDateTime;

/** Times as MongoDB's dates, which have milliseconds, and the microseconds beyond. */
public final class BsonTimes {
    private BsonTimes() {}

    public static BsonDateTime date(Instant time) {
        return new BsonDateTime(time.toEpochMilli());
    }

    /** What a time has beyond its milliseconds, 0 to 999. */
    public static int micros(Instant time) {
        return time.get(ChronoField.MICRO_OF_SECOND) % 1_000;
    }

    public static Instant instant(BsonDateTime date, int micros) {
        return Instant.ofEpochMilli(date.getValue()).plus(micros, ChronoUnit.MICROS);
    }
}
