package datalab.web.flags;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.json.ValueJson;
import datalab.lab.stream.EventStream;
import datalab.store.archive.ArchivedEvent;
import datalab.store.result.BoundedRows;
import datalab.web.format.JsonBytes;
import datalab.web.points.BucketWidth;
import datalab.web.query.EventLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The flags of events, newest first, counted by test, by key and by time. Of a key and of a time an event counts once, with the
 * worst of its flags. Owned by one thread.
 */
final class FlagCounts {
    /** Memory is bounded; events of further keys count in all else. */
    private static final int KEYS_MAX = 10_000;

    private static final int KEYS_SHOWN = 100;

    private final FlagReader reader;
    private final BucketWidth width;
    private final int rowsMax;
    private final EventLayout layout;
    private final int key;

    private final ConcernCounts all = new ConcernCounts();
    private final Map<FlagReader.Source, ConcernCounts> tests = new LinkedHashMap<>();
    private final Map<@Nullable Object, ConcernCounts> keys = new HashMap<>();
    private final Map<Long, ConcernCounts> times = new TreeMap<>();
    private final List<byte[]> rows = new ArrayList<>();
    private int rowsBytes;

    FlagCounts(EventStream stream, FlagReader reader, BucketWidth width, int rowsMax) {
        this.reader = reader;
        this.width = width;
        this.rowsMax = rowsMax;
        this.layout = new EventLayout(stream);
        this.key = stream.key() == null ? -1 : stream.indexOf(stream.key());
    }

    void add(ArchivedEvent event) {
        List<FlagReader.Found> found = reader.read(event.flagsJson());
        Concern worst = worst(found);
        count(all, worst);
        count(times.computeIfAbsent(width.bucket(event.event().time()), bucket -> new ConcernCounts()), worst);
        ConcernCounts ofKey = key < 0 ? null : ofKey(event.event().value(key));
        if (ofKey != null) {
            count(ofKey, worst);
        }
        found.forEach(each -> tests.computeIfAbsent(each.source(), same -> new ConcernCounts())
                .add(each.concern()));
        if (worst != null && worst.isDoubt()) {
            show(event);
        }
    }

    private static @Nullable Concern worst(List<FlagReader.Found> found) {
        return found.stream()
                .map(FlagReader.Found::concern)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    private static void count(ConcernCounts counts, @Nullable Concern worst) {
        counts.addEvent();
        if (worst != null) {
            counts.add(worst);
        }
    }

    private @Nullable ConcernCounts ofKey(@Nullable Object value) {
        ConcernCounts counts = keys.get(value);
        if (counts == null && keys.size() < KEYS_MAX) {
            counts = new ConcernCounts();
            keys.put(value, counts);
        }
        return counts;
    }

    private void show(ArchivedEvent event) {
        if (rows.size() < rowsMax && rowsBytes < BoundedRows.BYTES_MAX) {
            byte[] row = JsonBytes.of(json -> layout.writeJson(json, event));
            rows.add(row);
            rowsBytes += row.length;
        }
    }

    /** As members of an object that is open. */
    void write(JsonGenerator json) throws IOException {
        json.writeNumberField("events", all.events());
        all.write(json);
        json.writeStringField("bucket", width.text());
        writeTests(json);
        writeKeys(json);
        writeTimes(json);
        json.writeArrayFieldStart("rows");
        for (byte[] row : rows) {
            json.writeRawValue(new String(row, StandardCharsets.UTF_8));
        }
        json.writeEndArray();
    }

    private void writeTests(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("tests");
        for (Map.Entry<FlagReader.Source, ConcernCounts> test : worstFirst(tests)) {
            json.writeStartObject();
            json.writeStringField("field", test.getKey().field());
            json.writeStringField("test", test.getKey().test());
            test.getValue().write(json);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeKeys(JsonGenerator json) throws IOException {
        List<Map.Entry<@Nullable Object, ConcernCounts>> flagged = worstFirst(keys);
        json.writeArrayFieldStart("keys");
        for (Map.Entry<@Nullable Object, ConcernCounts> each :
                flagged.subList(0, Math.min(flagged.size(), KEYS_SHOWN))) {
            json.writeStartObject();
            json.writeFieldName("key");
            ValueJson.write(json, each.getKey());
            json.writeNumberField("events", each.getValue().events());
            each.getValue().write(json);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("keys_flagged", flagged.size());
    }

    private static <K extends @Nullable Object> List<Map.Entry<K, ConcernCounts>> worstFirst(
            Map<K, ConcernCounts> counts) {
        return counts.entrySet().stream()
                .filter(each -> !each.getValue().isEmpty())
                .sorted(Map.Entry.comparingByValue(ConcernCounts.WORST_FIRST))
                .toList();
    }

    private void writeTimes(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("times");
        for (Map.Entry<Long, ConcernCounts> time : times.entrySet()) {
            json.writeStartObject();
            json.writeStringField("start", width.begin(time.getKey()).toString());
            json.writeNumberField("events", time.getValue().events());
            time.getValue().write(json);
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
