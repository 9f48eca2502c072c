package datalab.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.lab.event.Coordinate;
import datalab.log.AppendListener;
import datalab.log.AppendResult;
import datalab.log.EventLog;
import datalab.log.NewRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A log of one partition in memory, which can be told to fail or to hold its acknowledgements back. */
public final class MemoryLog implements EventLog {
    private final List<NewRecord> records = new ArrayList<>();
    private final Deque<Runnable> held = new ArrayDeque<>();
    private boolean failing;
    private boolean gap;
    private boolean holding;

    @Override
    public synchronized void append(NewRecord event, AppendListener done) {
        if (failing) {
            done.done(new AppendResult.Failed("the log is stopped", gap));
            return;
        }
        long offset = records.size();
        records.add(event);
        AppendResult kept = new AppendResult.Kept(new Coordinate(0, offset), event.timestamp());
        if (holding) {
            held.add(() -> done.done(kept));
        } else {
            done.done(kept);
        }
    }

    public synchronized void fail(boolean now) {
        failing = now;
    }

    /** Takes nothing, as a log that is not the one that was read. */
    public synchronized void stop(boolean now) {
        failing = now;
        gap = now;
    }

    public synchronized void hold() {
        holding = true;
    }

    public synchronized void release() {
        holding = false;
        while (!held.isEmpty()) {
            held.removeFirst().run();
        }
    }

    /** Acknowledges the last first, as a log of several partitions may. */
    public synchronized void releaseBackwards() {
        holding = false;
        while (!held.isEmpty()) {
            held.removeLast().run();
        }
    }

    public synchronized void clear() {
        records.clear();
    }

    public synchronized List<NewRecord> records(String topic) {
        return records.stream().filter(record -> record.topic().equals(topic)).toList();
    }

    /** The values of a topic's records, as text. */
    public List<String> texts(String topic) {
        return records(topic).stream()
                .map(record -> new String(record.value(), UTF_8))
                .toList();
    }
}
