package datalab.lab.input;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages of an MQTT broker that the settings name.
 *
 * @param server its name
 * @param topics filters of their topics, such as {@code sensors/#}; at least one
 * @param isShared whether processes share the messages; else each of them gets all
 * @param share the name of the group that shares them; null for the stream's own
 * @param qos the best quality of service with which the broker delivers, 0 to 2
 */
public record BrokerInput(
        String server,
        List<String> topics,
        boolean isShared,
        @Nullable String share,
        int qos) implements Input {
    public static final String KIND = "broker";

    public BrokerInput {
        topics = List.copyOf(topics);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String label() {
        return "MQTT";
    }

    @Override
    public List<String> texts() {
        return topics.stream().map(topic -> topic + " from " + server).toList();
    }

    /** The filters, as what they match can be compared. */
    public List<TopicFilter> filters() {
        return topics.stream().map(TopicFilter::of).toList();
    }

    /** Whether the broker delivers to both in the same way. */
    public boolean isDeliveredAs(BrokerInput other) {
        return isShared == other.isShared
                && qos == other.qos
                && (share == null ? other.share == null : share.equals(other.share));
    }
}
