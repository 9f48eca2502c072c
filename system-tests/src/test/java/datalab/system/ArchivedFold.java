package datalab.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.lab.Lab;
import datalab.lab.decode.DecodeResult;
import datalab.lab.decode.EventDecoder;
import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.lab.view.ViewJson;
import datalab.lab.yaml.LabFile;
import datalab.testkit.DataLabProcess;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/**
 * The archive of a lab's one stream as the API gives it out, and each view both as it is served and folded anew from that
 * archive.
 */
final class ArchivedFold {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 10_000;

    private final DataLabProcess datalab;
    private final Lab lab;
    private final List<Event> events = new ArrayList<>();
    private final List<Integer> ids = new ArrayList<>();

    private ArchivedFold(DataLabProcess datalab, Lab lab) {
        this.datalab = datalab;
        this.lab = lab;
    }

    /** Waits until all of the log is processed, then reads the archive. Events carry a number in the field {@code id}. */
    static ArchivedFold awaitSettled(DataLabProcess datalab, String yaml, Duration atMost) throws IOException {
        if (!(LabFile.parse("lab.yaml", Path.of("."), yaml) instanceof LabFile.Valid(Lab lab))) {
            throw new IllegalArgumentException("not a lab:\n" + yaml);
        }
        Awaitility.await()
                .atMost(atMost)
                .until(() -> JSON.readTree(datalab.get("/labs/" + lab.name()).body())
                                .at("/streams/0/lag")
                                .asLong(-1)
                        == 0);
        ArchivedFold archive = new ArchivedFold(datalab, lab);
        archive.readEvents();
        return archive;
    }

    List<Integer> ids() {
        return ids;
    }

    /** The archived events by number; of one number the last. */
    Map<Integer, Event> events() {
        Map<Integer, Event> byId = new HashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            byId.put(ids.get(i), events.get(i));
        }
        return byId;
    }

    List<String> views() {
        return List.copyOf(lab.views().keySet());
    }

    /** The rows of a view as the API serves them. */
    Set<JsonNode> served(String view) throws IOException {
        return served(view, "merged");
    }

    /** The same of one layer, or of both merged. */
    Set<JsonNode> served(String view, String layer) throws IOException {
        Set<JsonNode> rows = new HashSet<>();
        pages("/labs/" + lab.name() + "/views/" + view + "?layer=" + layer + "&", rows::add);
        return rows;
    }

    /** The rows of a view folded from the archive. */
    Set<JsonNode> folded(String view) throws IOException {
        ViewFold fold = new ViewFold(Objects.requireNonNull(lab.views().get(view)), stream());
        Map<RowKey, Partial> partials = new HashMap<>();
        for (Event event : events) {
            if (fold.takes(event)) {
                fold.add(partials.computeIfAbsent(fold.key(event), key -> fold.empty()), event);
            }
        }
        Set<JsonNode> rows = new HashSet<>();
        ViewJson json = new ViewJson(fold);
        for (Map.Entry<RowKey, Partial> row : partials.entrySet()) {
            StringWriter text = new StringWriter();
            try (JsonGenerator out = JSON.createGenerator(text)) {
                json.write(out, row.getKey(), row.getValue());
            }
            rows.add(JSON.readTree(text.toString()));
        }
        return rows;
    }

    private static Coordinate coordinate(String at) {
        int colon = at.indexOf(':');
        return new Coordinate(Integer.parseInt(at.substring(0, colon)), Long.parseLong(at.substring(colon + 1)));
    }

    private EventStream stream() {
        return lab.streams().values().iterator().next();
    }

    private void readEvents() throws IOException {
        EventDecoder decoder = new EventDecoder(stream());
        pages("/labs/" + lab.name() + "/streams/" + stream().name() + "?", row -> {
            byte[] bytes = row.toString().getBytes(UTF_8);
            if (!(decoder.decode(bytes, 0, bytes.length) instanceof DecodeResult.Accepted(var payload))) {
                throw new IllegalStateException("the archive holds what the stream does not take: " + row);
            }
            Instant arrived = Instant.parse(row.get("_arrived").asText());
            events.add(new Event(
                    stream(), payload, arrived, coordinate(row.get("_at").asText())));
            ids.add(row.get("id").asInt());
        });
    }

    private void pages(String path, Consumer<JsonNode> row) throws IOException {
        String after = "";
        do {
            JsonNode page =
                    JSON.readTree(datalab.get(path + "limit=" + PAGE + after).body());
            page.get("rows").forEach(row);
            after = page.get("after").isNull()
                    ? ""
                    : "&after=" + page.get("after").asText();
        } while (!after.isEmpty());
    }
}
