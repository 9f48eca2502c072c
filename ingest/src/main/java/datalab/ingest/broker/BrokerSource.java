package datalab.ingest.broker;

import datalab.ingest.Source;
import datalab.ingest.SourceContext;
import datalab.lab.Lab;
import datalab.lab.input.BrokerInput;
import datalab.lab.stream.EventStream;
import datalab.mqtt.MqttBroker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The source for brokers that the settings name: a subscriber for each stream and broker, so that one that waits holds no
 * other up. Thread-safe.
 */
public final class BrokerSource implements Source {
    private static final Duration FIRST_TRY_MAX = Duration.ofSeconds(3);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

    private final SourceContext context;
    private final BrokerSourceSettings settings;
    private final Map<String, List<BrokerSubscriber>> byServer = new LinkedHashMap<>();

    /** Makes a source that does nothing yet. */
    BrokerSource(SourceContext context, BrokerSourceSettings settings) {
        this.context = context;
        this.settings = settings;
    }

    /** Returns when each broker has been tried once, or soon after; those that are away are tried again. */
    @Override
    public synchronized void start() {
        BrokerFolder folder = new BrokerFolder(context.folder().resolve("brokers"));
        for (Lab lab : context.labs()) {
            for (EventStream stream : lab.streams().values()) {
                inputs(stream)
                        .forEach((server, inputs) -> byServer.computeIfAbsent(server, name -> new ArrayList<>())
                                .add(subscriber(stream, server, inputs, folder)));
            }
        }
        List<BrokerSubscriber> all = all();
        all.forEach(BrokerSubscriber::start);
        long end = System.nanoTime() + FIRST_TRY_MAX.toNanos();
        all.forEach(each -> each.awaitFirstTry(Duration.ofNanos(Math.max(0, end - System.nanoTime()))));
    }

    /** The brokers by name, with their addresses and how it stands with them. */
    @Override
    public synchronized Map<String, String> addresses(String host) {
        Map<String, String> peers = new LinkedHashMap<>();
        byServer.forEach((server, subscribers) -> {
            String waits = subscribers.stream()
                    .flatMap(each -> each.waitsFor().stream())
                    .distinct()
                    .collect(Collectors.joining("; "));
            peers.put("MQTT " + server, broker(server) + (waits.isEmpty() ? ", subscribed" : ", waits: " + waits));
        });
        return peers;
    }

    @Override
    public synchronized boolean isChecked() {
        return true;
    }

    /** One stream's messages wait at their broker; all other ways in are as they were. */
    @Override
    public boolean isNeeded() {
        return false;
    }

    /** Throws where a stream's messages do not come. */
    @Override
    public synchronized void check() throws IOException {
        List<String> waiting = all().stream()
                .flatMap(each -> each.waitsFor().stream().map(reason -> each + ": " + reason))
                .toList();
        if (!waiting.isEmpty()) {
            throw new IOException(String.join("; ", waiting));
        }
    }

    /** Disconnects; what is not acknowledged comes again at the next start. */
    @Override
    public synchronized void close() {
        List<BrokerSubscriber> all = all();
        all.forEach(BrokerSubscriber::stop);
        long end = System.nanoTime() + CLOSE_MAX.toNanos();
        all.forEach(each -> each.awaitEnd(Duration.ofNanos(Math.max(1, end - System.nanoTime()))));
    }

    private List<BrokerSubscriber> all() {
        return byServer.values().stream().flatMap(List::stream).toList();
    }

    private static Map<String, List<BrokerInput>> inputs(EventStream stream) {
        return stream.in().of(BrokerInput.class).stream()
                .collect(Collectors.groupingBy(BrokerInput::server, LinkedHashMap::new, Collectors.toList()));
    }

    private BrokerSubscriber subscriber(
            EventStream stream, String server, List<BrokerInput> inputs, BrokerFolder folder) {
        MqttBroker broker = broker(server);
        String clientId = String.join(
                "-",
                broker.clientId(),
                stream.lab(),
                stream.name(),
                settings.instance().orElseGet(folder::instance));
        WantedSubscriptions wanted = WantedSubscriptions.of(stream, inputs);
        BrokerInbox inbox = new BrokerInbox(context.ingest(), stream, server);
        return new BrokerSubscriber(
                new BrokerPlace(stream.topic() + " from " + server, broker, clientId, settings.sessionExpiry()),
                wanted,
                folder.filters(stream.topic() + "." + server),
                inbox,
                context.meters());
    }

    private MqttBroker broker(String server) {
        return Objects.requireNonNull(context.brokers().get(server), server);
    }
}
