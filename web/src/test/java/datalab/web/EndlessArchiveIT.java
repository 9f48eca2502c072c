package datalab.web;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.store.Archive;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.archive.Scan;
import datalab.store.result.BoundedRows;
import datalab.testkit.store.StoreLab;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions that read all of a period from an archive page by page, as on MongoDB: pages take a second, and none is the last. */
final class EndlessArchiveIT {
    private static final CampusLab CAMPUS = CampusLab.of(CampusLab.FILE);
    private static final Duration MAX = Duration.ofSeconds(30);

    private final EndlessArchive archive = new EndlessArchive();
    private final RunningWeb web = new RunningWeb(CAMPUS.lab(), UnaskedStore.store(archive), archive.clock());

    @AfterEach
    void close() {
        web.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"?points=1000", "?points=1000&station=a&order=desc", "/flags?", "/flags?station=a"})
    void areGivenUpAfterThirtySeconds(String question) {
        HttpResponse<String> answer = web.get("/labs/campus/streams/air" + question + "&from=2026-03-01&to=2027-03-01");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(RunningWeb.header(answer, "Retry-After")).isNotEmpty();
        assertThat(answer.body()).contains("took longer than 30 s");
        assertThat(archive.pages).hasValueBetween((int) MAX.toSeconds(), (int) MAX.toSeconds() + 2);
    }

    private static final class EndlessArchive implements Archive {
        private final AtomicInteger pages = new AtomicInteger();

        /** A second later with each page. */
        Clock clock() {
            return new Clock() {
                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }

                @Override
                public Instant instant() {
                    return StoreLab.START.plusSeconds(pages.get());
                }
            };
        }

        @Override
        public BoundedRows<ArchivedEvent> page(EventQuery query) {
            long first = (long) pages.getAndIncrement() * EACH_AT_ONCE;
            List<ArchivedEvent> events = new ArrayList<>();
            for (int i = 0; i < query.limit(); i++) {
                long seconds = query.descending() ? -first - i : first + i;
                events.add(CAMPUS.air(0, first + i, StoreLab.START.plusSeconds(seconds), "a", 1.0, 1.0));
            }
            return new BoundedRows<>(events, false);
        }

        @Override
        public boolean filtersBy(EventStream stream, Field field) {
            return true;
        }

        @Override
        public Optional<ArchivedEvent> event(EventStream stream, Coordinate at) {
            return Optional.empty();
        }

        @Override
        public List<ArchivedEvent> identified(EventStream stream, Collection<List<Object>> uniqueValues) {
            return List.of();
        }

        @Override
        public void identified(
                EventStream stream, Collection<List<Object>> uniqueValues, Consumer<ArchivedEvent> each) {}

        @Override
        public Set<List<Object>> known(EventStream stream, Collection<List<Object>> uniqueValues) {
            return Set.of();
        }

        @Override
        public List<Event> scan(Scan scan) {
            return List.of();
        }
    }
}
