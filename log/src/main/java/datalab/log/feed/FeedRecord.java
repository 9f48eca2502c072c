package datalab.log.feed;

import datalab.lab.decode.DecodeResult;
import datalab.lab.decode.EventDecoder;
import datalab.lab.event.Event;
import datalab.log.LogRecord;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A new record of the log and the event in it, which is decoded once, on demand. Used on the feed's thread. */
public final class FeedRecord {
    private final LogRecord record;
    private final EventDecoder decoder;
    private boolean isDecoded;
    private @Nullable Event event;

    FeedRecord(LogRecord record, EventDecoder decoder) {
        this.record = record;
        this.decoder = decoder;
    }

    public LogRecord record() {
        return record;
    }

    /** Empty for a reject. Whether it is a duplicate is not known yet. */
    public Optional<Event> event() {
        if (!isDecoded) {
            event = decoded();
            isDecoded = true;
        }
        return Optional.ofNullable(event);
    }

    private @Nullable Event decoded() {
        byte[] value = record.value();
        return value != null
                        && decoder.decode(value, 0, value.length, record.timestamp())
                                instanceof DecodeResult.Accepted accepted
                ? new Event(decoder.stream(), accepted.payload(), record.timestamp(), record.at())
                : null;
    }
}
