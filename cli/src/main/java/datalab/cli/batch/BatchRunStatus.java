package datalab.cli.batch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalLong;

/** One batch of a view as reported by a running DataLab. Two are equal if there was no progress between them. */
record BatchRunStatus(JsonNode json) {
    static final String REQUESTED = "requested";
    static final String RUNNING = "running";
    static final String DONE = "done";

    long id() {
        return json.path("id").asLong();
    }

    String kind() {
        return json.path("kind").asText();
    }

    String state() {
        return json.path("state").asText();
    }

    boolean isOver() {
        return !state().equals(REQUESTED) && !state().equals(RUNNING);
    }

    String owner() {
        return json.path("owner").asText("nobody");
    }

    String error() {
        return json.path("error").asText("");
    }

    long rows() {
        return json.path("rows").asLong();
    }

    /** What a person should know of how it came to that; empty for nothing. */
    String note() {
        return json.path("note").asText("");
    }

    long eventsDone() {
        return json.path("events_done").asLong();
    }

    /** Empty while unknown, as at its start and while it compares. */
    OptionalLong eventsTotal() {
        long total = json.path("events_total").asLong();
        return total <= 0 || total == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(total);
    }

    long differing() {
        return json.path("differing").asLong();
    }

    /** The first rows that differ. */
    JsonNode differences() {
        return json.path("differences");
    }
}
