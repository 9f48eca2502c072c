package datalab.process.speed;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.runtime.LruCache;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SeenKeyCacheTest {
    private final Set<String> stored = new HashSet<>();
    private final List<String> asked = new ArrayList<>();
    private final SeenKeyCache<String> seen = new SeenKeyCache<>(this::ask);

    @Test
    void asksTheStoreForWhatItDoesNotRemember() {
        stored.add("a");
        seen.remember(List.of("b"));

        Set<String> before = seen.before(List.of("a", "b", "c"));

        assertThat(before).containsExactlyInAnyOrder("a", "b");
        assertThat(asked).containsExactly("a", "c");
    }

    @Test
    void believesTheStoreAloneOnceItHasForgotten() {
        seen.remember(List.of("a"));
        seen.forget();

        Set<String> before = seen.before(List.of("a"));

        assertThat(before).isEmpty();
    }

    @Test
    void remembersOnlyTheLatest() {
        LruCache<Integer, Boolean> lately = new LruCache<>(2);

        lately.put(1, true);
        lately.put(2, true);
        assertThat(lately.get(1)).isTrue();
        lately.put(3, true);

        assertThat(lately).containsOnlyKeys(1, 3);
    }

    private Set<String> ask(Collection<String> values) {
        asked.addAll(values);
        Set<String> known = new HashSet<>(values);
        known.retainAll(stored);
        return known;
    }
}
