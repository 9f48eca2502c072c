package datalab.out.kafka;

import datalab.log.LogUnavailable;
import datalab.log.compacted.CompactedTopicWriter;
import datalab.log.compacted.KeyedRecord;
import datalab.log.compacted.WriterFenced;
import datalab.store.output.OutputFenced;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputRowJson;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputWriter;
import datalab.store.output.RefusedRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes rows as records of their keys, until another writer of the output is opened. Owned by one thread. */
final class KafkaWriter implements OutputWriter {
    private static final String VERSION = "version";

    private final KafkaTarget target;
    private final OutputTable table;
    private final CompactedTopicWriter topic;

    KafkaWriter(KafkaTarget target, OutputTable table, CompactedTopicWriter topic) {
        this.target = target;
        this.table = table;
        this.topic = topic;
    }

    @Override
    public List<RefusedRow> write(long version, List<OutputRow> rows) {
        List<RefusedRow> refused = new ArrayList<>();
        List<KeyedRecord> records = new ArrayList<>(rows.size());
        for (OutputRow row : rows) {
            KeyedRecord record = record(row);
            if (topic.fits(record)) {
                records.add(record);
            } else if (!row.isGone()) { // else it has never been there
                refused.add(new RefusedRow(
                        row,
                        "key and value have more than the " + topic.recordBytesMax() + " bytes that a record of "
                                + table.name() + " may have"));
            }
        }
        try {
            topic.write(records, Map.of(VERSION, Long.toString(version)));
        } catch (WriterFenced e) {
            throw new OutputFenced(table.output());
        } catch (LogUnavailable e) {
            throw target.unavailable(e);
        }
        return refused;
    }

    @Override
    public void close() {
        topic.close();
    }

    private KeyedRecord record(OutputRow row) {
        return new KeyedRecord(OutputRowJson.key(table, row), row.isGone() ? null : OutputRowJson.row(table, row));
    }
}
