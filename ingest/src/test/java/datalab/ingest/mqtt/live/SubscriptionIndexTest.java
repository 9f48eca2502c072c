package datalab.ingest.mqtt.live;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.ingest.mqtt.session.GrantedSubscription;
import datalab.ingest.mqtt.session.Session;
import datalab.ingest.mqtt.session.SessionLimits;
import datalab.ingest.mqtt.session.Sessions;
import datalab.lab.input.TopicFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SubscriptionIndexTest {
    private static final List<String> LEVELS = List.of("a", "b", "", "$x");

    private final SubscriptionIndex index = new SubscriptionIndex();
    private final Sessions sessions =
            new Sessions(new SessionLimits(1 << 20, 1 << 20, Duration.ofHours(1), 10), ended -> {});
    private final Random random = new Random(1);

    @Test
    void findsThoseWhoseFilterMatches() {
        Map<String, TopicFilter> filters = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            TopicFilter filter = TopicFilter.of(filter());
            filters.put("client" + i, filter);
            index.put(filter, session("client" + i), new GrantedSubscription(0, false, false));
        }
        for (int i = 0; i < 200; i += 3) {
            String leaving = "client" + i;
            index.remove(Objects.requireNonNull(filters.remove(leaving)), session(leaving));
        }

        for (int i = 0; i < 500; i++) {
            List<String> topic = TopicFilter.split(topic());
            List<String> expected = filters.entrySet().stream()
                    .filter(each -> each.getValue().matches(topic))
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();

            assertThat(matching(topic)).as("topic %s", topic).isEqualTo(expected);
        }
    }

    @Test
    void isEmptyWhenAllHaveLeft() {
        TopicFilter filter = TopicFilter.of("a/+/#");
        index.put(filter, session("a"), new GrantedSubscription(0, false, false));
        index.put(filter, session("a"), new GrantedSubscription(1, false, false));

        index.remove(filter, session("a"));

        assertThat(index.isEmpty()).isTrue();
    }

    private List<String> matching(List<String> topic) {
        List<String> found = new ArrayList<>();
        index.match(topic, (session, subscription) -> found.add(session.clientId()));
        return found.stream().sorted().toList();
    }

    private Session session(String id) {
        return sessions.open(id, false, 60, session -> () -> {}).session();
    }

    private String topic() {
        List<String> levels = random.ints(1 + random.nextInt(4), 0, LEVELS.size())
                .mapToObj(LEVELS::get)
                .toList();
        return String.join("/", levels);
    }

    private String filter() {
        String filter = topic();
        for (String level : List.of("a", "b")) {
            filter = random.nextInt(3) == 0 ? filter.replaceAll("(^|/)" + level + "(?=/|$)", "$1+") : filter;
        }
        return random.nextInt(4) == 0 ? filter + "/#" : filter;
    }
}
