package datalab.ingest.mqtt;

import datalab.ingest.MemoryLog;
import datalab.lab.event.Coordinate;
import datalab.log.LogRecord;
import datalab.log.LogTail;
import datalab.log.NewRecord;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Tails the readings in a log in memory. */
final class MemoryTail {
    private final MemoryLog log;

    MemoryTail(MemoryLog log) {
        this.log = log;
    }

    LogTail open() {
        return new LogTail() {
            private int next = log.records("sensors.readings").size();

            @Override
            public List<LogRecord> poll(Duration atMost) {
                LockSupport.parkNanos(5_000_000);
                List<NewRecord> all = log.records("sensors.readings");
                next = Math.min(next, all.size()); // the log was cleared
                List<LogRecord> fresh = IntStream.range(next, all.size())
                        .mapToObj(i -> record(i, all.get(i)))
                        .toList();
                next = all.size();
                return fresh;
            }

            @Override
            public void close() {}
        };
    }

    private static LogRecord record(int offset, NewRecord record) {
        return new LogRecord(
                record.topic(), new Coordinate(0, offset), record.value(), record.timestamp(), record.headers());
    }
}
