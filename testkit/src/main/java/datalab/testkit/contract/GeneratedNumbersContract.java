package datalab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.event.Coordinate;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.store.Store;
import datalab.store.ledger.GeneratedNumbers;
import datalab.store.ledger.GeneratedNumbers.Span;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every store promises about the numbers of streams that hand some out: each once, and never one that a sender brought. */
public interface GeneratedNumbersContract {

    Store store();

    StoreLab lab();

    @Test
    default void handsOutNumbersInARow() {
        EventStream persons = lab().persons();

        assertThat(store().numbers().handOut(persons, 1)).isEqualTo(1);
        assertThat(store().numbers().handOut(persons, 10)).isEqualTo(2);
        assertThat(store().numbers().handOut(persons, 1)).isEqualTo(12);
        assertThat(store().numbers().claim(persons, 5)).isEqualTo(new Span(1, 13, true));
    }

    @Test
    default void goesOnAboveWhatSendersBrought() {
        EventStream persons = lab().persons();
        GeneratedNumbers numbers = store().numbers();
        numbers.handOut(persons, 3);

        Span far = numbers.claim(persons, 100);
        Span between = numbers.claim(persons, 50);
        long next = numbers.handOut(persons, 1);

        assertThat(far).isEqualTo(new Span(4, 101, false));
        assertThat(between).isEqualTo(far);
        assertThat(next).isEqualTo(101);
        assertThat(numbers.claim(persons, 50)).isEqualTo(far);
        assertThat(numbers.claim(persons, 0)).isEqualTo(new Span(Long.MIN_VALUE, 1, false));
        assertThat(numbers.claim(persons, -7)).isEqualTo(new Span(Long.MIN_VALUE, 1, false));
        assertThat(numbers.claim(persons, 101)).isEqualTo(new Span(101, 102, true));
    }

    /** Whatever way they came: a restart and a commit both look. */
    @Test
    default void goesOnAboveWhatIsArchived() {
        StoreLab lab = lab();
        EventStream persons = lab.persons();
        store().ledger().progress(persons, 0);
        store().ledger()
                .commit(CommitBuilder.of(persons, 0, 0, 1)
                        .events(StoreLab.event(persons, new Coordinate(0, 0), null, 70L, "Ada"))
                        .commit());

        long afterCommit = store().numbers().handOut(persons, 1);
        store().prepare(lab.lab());

        assertThat(afterCommit).isEqualTo(71);
        assertThat(store().numbers().handOut(persons, 1)).isEqualTo(72);
        assertThat(store().numbers().claim(persons, 70).handedOut()).isFalse();
    }

    @Test
    default void reachesTheGreatestNumber() {
        EventStream persons = lab().persons();

        Span span = store().numbers().claim(persons, Field.GENERATED_MAX);

        assertThat(span).isEqualTo(new Span(Long.MIN_VALUE, Field.GENERATED_MAX + 1, false));
    }

    @Test
    default void remembersTheFirstNumberOfASendUntilItIsForgotten() {
        EventStream persons = lab().persons();
        GeneratedNumbers numbers = store().numbers();
        String longId = "x".repeat(5_000);

        Map<String, Long> first = numbers.ofSends(persons, Map.of("a", 1L, longId, 2L));
        Map<String, Long> again = numbers.ofSends(persons, Map.of("a", 3L, longId, 4L, "b", 5L));
        store().ledger().deleteIdempotencyKeys(Instant.now().plusSeconds(3_600));

        assertThat(first).isEqualTo(Map.of("a", 1L, longId, 2L));
        assertThat(again).isEqualTo(Map.of("a", 1L, longId, 2L, "b", 5L));
        assertThat(numbers.ofSends(persons, Map.of("a", 6L))).isEqualTo(Map.of("a", 6L));
    }

    /** What is said of a number while others ask, too, stays true. */
    @Test
    default void saysTheSameToAllWhoAskAtOnce() throws InterruptedException, ExecutionException {
        EventStream persons = lab().persons();
        Set<Long> given = ConcurrentHashMap.newKeySet();
        List<Span> spans = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Span>>> askers = new ArrayList<>();
            for (int seed = 0; seed < 6; seed++) {
                Random chance = new Random(seed);
                askers.add(threads.submit(() -> ask(persons, chance, given)));
            }
            for (Future<List<Span>> asker : askers) {
                spans.addAll(asker.get());
            }
        }

        assertThat(spans)
                .filteredOn(span -> !span.handedOut())
                .isNotEmpty()
                .allSatisfy(
                        span -> assertThat(given).noneMatch(number -> span.first() <= number && number < span.after()));
        assertThat(spans).filteredOn(Span::handedOut).isNotEmpty().allSatisfy(span -> {
            for (long number = span.first(); number < span.after(); number++) {
                assertThat(given).contains(number);
            }
        });
    }

    private List<Span> ask(EventStream persons, Random chance, Set<Long> given) {
        List<Span> spans = new ArrayList<>();
        long next = 1;
        for (int i = 0; i < 60; i++) {
            if (chance.nextBoolean()) {
                int count = chance.nextInt(1, 5);
                long first = store().numbers().handOut(persons, count);
                for (long number = first; number < first + count; number++) {
                    assertThat(given.add(number)).as("given twice: " + number).isTrue();
                }
                next = first + count;
            } else {
                long number = next + chance.nextInt(-10, 5);
                Span span = store().numbers().claim(persons, number);
                assertThat(number).isBetween(span.first(), span.after() - 1);
                spans.add(span);
            }
        }
        return spans;
    }
}
