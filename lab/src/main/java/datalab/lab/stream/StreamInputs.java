package datalab.lab.stream;

import java.util.List;

/**
 * Where a stream's events come from, besides the ways that every stream has (HTTP, gRPC, its topic).
 *
 * @param mqtt MQTT topic filters
 * @param http paths of the lab's own that take events with POST
 * @param csv files relative to the lab's folder, wildcards allowed, each loaded once
 * @param waits whether the lab's own paths, and gRPC, answer only when the event can be read back
 * @param invalid the HTTP status with which the lab's own paths refuse an event, 400 or 422
 */
public record StreamInputs(List<String> mqtt, List<String> http, List<String> csv, boolean waits, int invalid) {
    /** What most clients expect: the body was understood, but what it says cannot be taken. */
    public static final int UNPROCESSABLE = 422;

    public static final StreamInputs NONE = new StreamInputs(List.of(), List.of(), List.of());

    public StreamInputs {
        mqtt = List.copyOf(mqtt);
        http = List.copyOf(http);
        csv = List.copyOf(csv);
    }

    /** Ways in without manners of their own. */
    public StreamInputs(List<String> mqtt, List<String> http, List<String> csv) {
        this(mqtt, http, csv, false, UNPROCESSABLE);
    }
}
