package datalab.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.lab.Lab;
import datalab.lab.event.Coordinate;
import datalab.lab.event.Event;
import datalab.lab.stream.EventStream;
import datalab.lab.yaml.LabFile;
import datalab.store.Archive;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.archive.Scan;
import datalab.store.result.BoundedRows;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is answered where an archive can do no more than it must: pages by time. */
class LeastArchiveIT {
    private static final Lab LAB = ((LabFile.Valid) LabFile.parse("lab.yaml", Path.of("."), """
            lab: walks
            streams:
              locations:
                fields: {person_id: integer, latitude: number, longitude: number}
                key: person_id
                position: [latitude, longitude]
            routes:
              GET /all_locations: {rows: locations}
              GET /locations/{person_id}: {row: locations}
              GET /persons/{person_id}/near: {near: locations, who: person_id}
            """)).lab();

    private final LeastArchive archive = new LeastArchive();
    private final RunningWeb web = new RunningWeb(LAB, UnaskedStore.store(archive));

    @AfterEach
    void close() {
        web.close();
    }

    @Test
    void answersPagesByTime() {
        assertThat(web.get("/labs/walks/streams/locations?from=-1h&order=desc").statusCode())
                .isEqualTo(200);
        assertThat(web.get("/all_locations?to=now").statusCode()).isEqualTo(200);
    }

    @Test
    void saysByWhichFieldItCannotFilter() {
        refused(web.get("/labs/walks/streams/locations?person_id=1"), 400, "cannot filter by 'person_id'");
        refused(web.get("/all_locations?person_id=1"), 400, "cannot filter by 'person_id'");
        refused(web.get("/locations/1"), 400, "cannot filter by 'person_id'");
        assertThat(archive.pages).hasValue(0);
    }

    @Test
    void saysThatItCannotFindWhatIsNear() {
        refused(
                web.get("/labs/walks/streams/locations/near?lat=1&lon=1&distance=5"),
                404,
                "cannot find what is near a place");
        refused(web.get("/persons/1/near"), 404, "cannot find what is near a place");
        assertThat(archive.pages).hasValue(0);
    }

    @Test
    void leavesOutOfTheDocumentWhatItCannot() throws IOException {
        JsonNode paths =
                new ObjectMapper().readTree(web.get("/openapi.json").body()).get("paths");

        assertThat(paths.has("/labs/walks/streams/locations/near")).isFalse();
        assertThat(paths.at("/~1labs~1walks~1streams~1locations/get/parameters").toString())
                .contains("parameters/from\"")
                .doesNotContain("person_id");
        assertThat(paths.at("/~1all_locations/get/parameters").toString())
                .contains("parameters/from\"")
                .doesNotContain("person_id");
    }

    /** An empty one. */
    private static final class LeastArchive implements Archive {
        private final AtomicInteger pages = new AtomicInteger();

        @Override
        public BoundedRows<ArchivedEvent> page(EventQuery query) {
            pages.incrementAndGet();
            return new BoundedRows<>(List.of(), false);
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

    private static void refused(HttpResponse<String> answer, int status, String detail) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("the archive of walks.locations " + detail);
    }
}
