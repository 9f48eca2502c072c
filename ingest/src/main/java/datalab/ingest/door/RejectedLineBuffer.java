package datalab.ingest.door;

import datalab.lab.decode.DecodeResult.Refused;
import datalab.lab.event.Reject;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Combines refused events of one request into one reject, one event per line: otherwise a request of only refused lines
 * would cost the log and the store hundreds of times its size. One thread uses it.
 */
final class RejectedLineBuffer {
    /** A larger one is recorded individually; its cost is proportional to its size. */
    static final int EVENT_BYTES_MAX = Reject.PAYLOAD_BYTES_MAX / 4;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private @Nullable RejectedInput first;
    private long firstLine;
    private long lastLine;
    private int count;

    int count() {
        return count;
    }

    /** Whether one more fits beside those that are here. */
    boolean hasRoom(RejectedInput rejected) {
        return bytes.size() + rejected.bytes().length < Reject.PAYLOAD_BYTES_MAX;
    }

    void add(long line, RejectedInput rejected) {
        if (first == null) {
            first = rejected;
            firstLine = line;
        }
        bytes.writeBytes(rejected.bytes());
        bytes.write('\n');
        lastLine = line;
        count++;
    }

    /** All lines so far as one reject, which is then removed from here; null if there are none. */
    @Nullable
    RejectedInput take() {
        RejectedInput one = first;
        if (one == null) {
            return null;
        }
        String detail = String.format(
                Locale.ROOT,
                "%d refused events of one request, from line %d to %d; the first: %s",
                count,
                firstLine,
                lastLine,
                one.why().detail());
        Refused why = new Refused(one.why().reason(), one.why().field(), detail);
        RejectedInput all = new RejectedInput(
                one.stream(), bytes.toByteArray(), bytes.size(), one.source(), one.arrived(), one.once(), why);
        bytes.reset();
        first = null;
        count = 0;
        return all;
    }
}
