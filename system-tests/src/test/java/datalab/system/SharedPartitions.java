package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.lab.event.Offsets;
import datalab.testkit.DataLabProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who works on the partitions of a stream, as the processes' metrics tell, and how far they are.
 *
 * @param front tells how far each partition is
 */
record SharedPartitions(DataLabProcess front, String lab, String stream) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Waits until each of the two has some, both together all, and all of them move on. */
    void awaitShared(DataLabProcess one, DataLabProcess other) {
        await().untilAsserted(() -> {
            assertThat(owned(one)).isPositive();
            assertThat(owned(other)).isPositive();
            assertThat(owned(one) + owned(other)).isEqualTo(ends().byPartition().size());
        });
        awaitMoved();
    }

    /** Waits until one has all and they move on. */
    void awaitTakenOver(DataLabProcess by) {
        await().untilAsserted(() ->
                assertThat(owned(by)).isEqualTo(ends().byPartition().size()));
        awaitMoved();
    }

    /** How many commits of the process came too late. */
    int fenced(DataLabProcess process) {
        return metric(process, "datalab_process_fenced_total");
    }

    private int owned(DataLabProcess process) {
        return metric(process, "datalab_process_partitions");
    }

    /** Until each partition is processed beyond where it ends now. */
    private void awaitMoved() {
        Offsets before = ends();
        await().untilAsserted(() -> offsets("next_offset")
                .byPartition()
                .forEach((partition, next) ->
                        assertThat(next).as("partition " + partition).isGreaterThan(before.of(partition))));
    }

    private Offsets ends() {
        return offsets("end_offset");
    }

    private Offsets offsets(String name) {
        try {
            Map<Integer, Long> offsets = new HashMap<>();
            for (JsonNode partition :
                    JSON.readTree(front.get("/labs/" + lab).body()).at("/streams/0/partitions")) {
                offsets.put(
                        partition.path("partition").asInt(),
                        partition.path(name).asLong());
            }
            return new Offsets(offsets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int metric(DataLabProcess process, String name) {
        Matcher value = Pattern.compile(name + "\\{stream=\"" + lab + "." + stream + "\"} (\\d+)")
                .matcher(process.get("/metrics").body());
        return value.find() ? Integer.parseInt(value.group(1)) : 0;
    }
}
