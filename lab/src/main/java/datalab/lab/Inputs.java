package datalab.lab;

import java.util.List;

/**
 * Where a stream's events come from, besides the ways that every stream has (HTTP, gRPC, its topic).
 *
 * @param mqtt MQTT topic filters
 * @param http paths of the lab's own that take events with POST
 * @param csv files relative to the lab's folder, wildcards allowed, each loaded once
 */
public record Inputs(List<String> mqtt, List<String> http, List<String> csv) {
    public static final Inputs NONE = new Inputs(List.of(), List.of(), List.of());

    public Inputs {
        mqtt = List.copyOf(mqtt);
        http = List.copyOf(http);
        csv = List.copyOf(csv);
    }
}
