package datalab.ingest.mqtt.live;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import datalab.ingest.door.Ingest;
import datalab.ingest.door.StreamBinding;
import datalab.lab.Lab;
import datalab.lab.input.MqttInput;
import datalab.lab.input.TopicFilter;
import datalab.lab.stream.EventStream;
import java.util.ArrayList;
import java.util.List;

/** Which streams take what is published to a topic: every one that declares a matching filter. Thread-safe. */
public final class TopicRouter {
    public static final String SOURCE = "mqtt";
    private static final int REMEMBERED_CHARS_MAX = 1024 * 1024;
    private static final int TOPIC_CHARS = 64;

    private final List<Lab> labs = new ArrayList<>();
    private final List<Declared> declared = new ArrayList<>();
    private final LoadingCache<String, List<StreamBinding>> known = Caffeine.newBuilder()
            .maximumWeight(REMEMBERED_CHARS_MAX)
            .weigher((String topic, List<StreamBinding> bindings) -> topic.length() + TOPIC_CHARS)
            .build(this::find);

    /** A stream and what it declares. */
    public record Declared(StreamBinding binding, List<TopicFilter> filters) {}

    public TopicRouter(Ingest ingest, List<Lab> labs) {
        for (Lab lab : labs) {
            for (EventStream stream : lab.streams().values()) {
                List<TopicFilter> filters = stream.in().of(MqttInput.class).stream()
                        .flatMap(input -> input.topics().stream())
                        .map(TopicFilter::of)
                        .toList();
                if (!filters.isEmpty()) {
                    declared.add(new Declared(ingest.bind(stream, SOURCE), filters));
                }
            }
            if (lab.streams().values().stream().anyMatch(TopicRouter::takesMessages)) {
                this.labs.add(lab);
            }
        }
    }

    /** Empty where no stream takes it. */
    public List<StreamBinding> streams(String topic) {
        return known.get(topic);
    }

    /** Those that declare a filter. */
    public List<Lab> labs() {
        return List.copyOf(labs);
    }

    public List<Declared> declared() {
        return List.copyOf(declared);
    }

    private static boolean takesMessages(EventStream stream) {
        return !stream.in().of(MqttInput.class).isEmpty();
    }

    private List<StreamBinding> find(String topic) {
        List<String> levels = TopicFilter.split(topic);
        return declared.stream()
                .filter(it -> it.filters().stream().anyMatch(filter -> filter.matches(levels)))
                .map(Declared::binding)
                .toList();
    }
}
