package datalab.process.early;

import datalab.lab.Event;
import datalab.log.LogRecord;

/** Sorts records of a topic into events and rejects. Pure and thread-safe. */
interface Sorter {

    Sorted sort(Iterable<LogRecord> records);

    /** The sorter of a stream's own topic: whoever wrote the record, it is checked again. */
    static Sorter ofEvents(StreamPlan plan) {
        return records -> {
            Sorted sorted = new Sorted();
            for (LogRecord record : records) {
                sort(plan, record, sorted);
            }
            return sorted;
        };
    }

    /** The sorter of the topic of rejects. */
    static Sorter ofRejects() {
        return records -> {
            Sorted sorted = new Sorted();
            for (LogRecord record : records) {
                sorted.rejects.add(new Sorted.Refused(RejectRecords.kept(record), RejectRecords.once(record)));
            }
            return sorted;
        };
    }

    private static void sort(StreamPlan plan, LogRecord record, Sorted into) {
        byte[] value = record.value();
        if (value == null) {
            into.rejects.add(new Sorted.Refused(RejectRecords.tombstone(plan.stream(), record), null));
            return;
        }
        switch (plan.decoder().decode(value, 0, value.length)) {
            case datalab.lab.Decoded.Accepted(var payload) ->
                into.events.add(new Sorted.Candidate(
                        new Event(plan.stream(), payload, record.timestamp(), record.at()),
                        RejectRecords.once(record)));
            case datalab.lab.Decoded.Refused why ->
                into.rejects.add(new Sorted.Refused(
                        RejectRecords.refused(plan.stream(), record, value, why), RejectRecords.once(record)));
        }
    }
}
