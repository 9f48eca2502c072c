package datalab.ingest.mqtt.live;

import datalab.ingest.mqtt.session.GrantedSubscription;
import datalab.ingest.mqtt.session.Session;
import datalab.lab.input.TopicFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Who subscribed to what, as a tree of the levels of topic filters, so that an event costs as much as it has readers and not
 * as much as there are subscribers. Thread-safe; one thread matches while others change it.
 */
final class SubscriptionIndex {
    private static final String ONE = "+";
    private static final String REST = "#";

    private final Node root = new Node();
    private final AtomicInteger size = new AtomicInteger();

    /** A level, with those whose filter ends here. */
    private static final class Node {
        final Map<String, Node> children = new ConcurrentHashMap<>(2);
        final Map<Session, GrantedSubscription> subscribers = new ConcurrentHashMap<>(2);

        boolean isEmpty() {
            return children.isEmpty() && subscribers.isEmpty();
        }
    }

    boolean isEmpty() {
        return size.get() == 0;
    }

    synchronized void put(TopicFilter filter, Session session, GrantedSubscription subscription) {
        Node node = root;
        for (String level : filter.levels()) {
            node = node.children.computeIfAbsent(level, ignored -> new Node());
        }
        if (node.subscribers.put(session, subscription) == null) {
            size.incrementAndGet();
        }
    }

    synchronized void remove(TopicFilter filter, Session session) {
        List<Node> way = new ArrayList<>(List.of(root));
        for (String level : filter.levels()) {
            Node next = way.getLast().children.get(level);
            if (next == null) {
                return;
            }
            way.add(next);
        }
        if (way.getLast().subscribers.remove(session) != null) {
            size.decrementAndGet();
        }
        for (int i = way.size() - 1; i > 0 && way.get(i).isEmpty(); i--) {
            way.get(i - 1).children.remove(filter.levels().get(i - 1));
        }
    }

    /** Hands out each client that subscribed to a topic, once. */
    void match(List<String> topic, BiConsumer<Session, GrantedSubscription> reader) {
        List<Node> ends = new ArrayList<>();
        boolean reserved = topic.getFirst().startsWith("$");
        collect(root, topic, 0, reserved, ends);
        if (ends.size() == 1) {
            ends.getFirst().subscribers.forEach(reader);
        } else if (ends.size() > 1) {
            Map<Session, GrantedSubscription> all = new HashMap<>();
            ends.forEach(
                    end -> end.subscribers.forEach((session, it) -> all.merge(session, it, GrantedSubscription::and)));
            all.forEach(reader);
        }
    }

    private static void collect(Node node, List<String> topic, int level, boolean exact, List<Node> ends) {
        if (!exact) {
            addEnd(node.children.get(REST), ends); // of the parent, too
        }
        if (level == topic.size()) {
            addEnd(node, ends);
            return;
        }
        Node same = node.children.get(topic.get(level));
        if (same != null) {
            collect(same, topic, level + 1, false, ends);
        }
        Node any = exact ? null : node.children.get(ONE);
        if (any != null) {
            collect(any, topic, level + 1, false, ends);
        }
    }

    private static void addEnd(@Nullable Node node, List<Node> ends) {
        if (node != null && !node.subscribers.isEmpty()) {
            ends.add(node);
        }
    }
}
