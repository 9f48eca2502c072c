package datalab.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.Lab;
import datalab.lab.decode.DecodeResult;
import datalab.lab.decode.EventDecoder;
import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Event;
import datalab.lab.event.EventJson;
import datalab.lab.stream.EventStream;
import datalab.lab.yaml.LabFile;
import datalab.store.Store;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.archive.Scan;
import datalab.store.batch.BatchRun;
import datalab.store.ledger.Commit.Outcome;
import datalab.store.near.NearCenter;
import datalab.store.near.NearQuery;
import datalab.store.result.IncompatibleChange;
import datalab.testkit.store.CommitBuilder;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of archived events when their stream declares other fields: no value is lost, none is there twice. */
public interface DeclarationsContract {
    Instant ARRIVED = Instant.parse("2026-03-01T12:00:00Z");

    Store store();

    @Test
    default void givesAFieldThatIsDeclaredLaterItsOlderValues() {
        Changing lab = new Changing(store());
        lab.declare("fields: {name: string}");
        lab.keep("{'name': 'a', 's': 's9', 'level': 2.5, 'n': 7, 'more': [1]}");
        lab.keep("{'name': 'b', 's': 9, 'level': 'high'}");

        lab.declare("fields: {name: string, s: string, level: {type: number, max: 10}, n: integer}");

        lab.keep("{'name': 'c', 's': 's10', 'level': 3}");
        assertThat(lab.shown())
                .containsExactly(
                        "{'name':'a','s':'s9','level':2.5,'n':7,'more':[1]}",
                        "{'name':'b','s':null,'level':null,'n':null,'_unfit':{'s':9,'level':'high'}}",
                        "{'name':'c','s':'s10','level':3,'n':null}");
        assertThat(lab.found("s", "s9")).hasSize(1);
        assertThat(lab.found("level", 2.5)).hasSize(1);
        assertThat(store().archive().scan(new Scan(lab.stream(), List.of(1, 2), 0, 0, 9, 9)))
                .extracting(event -> event.value(1) + " " + event.value(2))
                .containsExactly("s9 2.5", "null null", "s10 3.0");
    }

    @Test
    default void keepsValuesOfAFieldThatIsGoneAndGivesThemBackWhenItReturns() {
        Changing lab = new Changing(store());
        lab.declare("fields: {name: string, s: string, on: boolean, due: time, n: integer, level: number}");
        lab.keep("{'name': 'a', 's': 's9', 'on': true, 'due': '2024-05-01T10:00:00Z', 'n': 7, 'level': 5, 'more': 1}");

        lab.declare("fields: {name: string}");
        lab.keep("{'name': 'b', 's': 's10'}");

        assertThat(lab.shown())
                .containsExactly(
                        "{'name':'a','due':'2024-05-01T10:00:00Z','n':7,'level':5,'s':'s9','on':true,'more':1}",
                        "{'name':'b','s':'s10'}");
        lab.declare("fields: {name: string, s: string}");
        assertThat(lab.found("s", "s10")).hasSize(1);
        assertThat(lab.found("s", "s9")).hasSize(1);
    }

    @Test
    default void keepsTheNameOfATimeThatIsCalledOtherwise() {
        Changing lab = new Changing(store());
        lab.declare("time: timestamp, fields: {name: string}");
        lab.keep("{'name': 'a', 'timestamp': '2024-05-01T10:00:00Z'}");

        lab.declare("time: at, fields: {name: string}");
        lab.keep("{'name': 'b', 'at': '2024-05-02T10:00:00Z'}");

        assertThat(lab.shown())
                .containsExactly(
                        "{'name':'a','at':'2024-05-01T10:00:00Z','timestamp':'2024-05-01T10:00:00Z'}",
                        "{'name':'b','at':'2024-05-02T10:00:00Z'}");
        lab.declare("time: timestamp, fields: {name: string}");
        assertThat(lab.shown())
                .containsExactly(
                        "{'name':'a','timestamp':'2024-05-01T10:00:00Z','at':'2024-05-01T10:00:00Z'}",
                        "{'name':'b','timestamp':'2024-05-02T10:00:00Z','at':'2024-05-02T10:00:00Z'}");
    }

    @Test
    default void keepsTimesWhereNoneIsDeclaredAnyMore() {
        Changing lab = new Changing(store());
        lab.declare("time: at, fields: {name: string}");
        lab.keep("{'name': 'a', 'at': '2024-05-02T10:00:00Z'}");
        lab.keep("{'name': 'b', 'at': '2024-05-01T10:00:00Z'}");

        lab.declare("fields: {name: string}");

        assertThat(lab.shown())
                .containsExactly(
                        "{'name':'b','at':'2024-05-01T10:00:00Z'}", "{'name':'a','at':'2024-05-02T10:00:00Z'}");
        EventQuery.Position first =
                EventQuery.Position.of(lab.events(null).getFirst().event());
        assertThat(lab.events(first)).hasSize(1);
    }

    @Test
    default void takesTheTimeFromWhatCarriedItBeforeItWasDeclared() {
        Changing lab = new Changing(store());
        lab.declare("fields: {name: string, due: time}");
        lab.keep("{'name': 'a', 'at': '2024-05-02T10:00:00Z', 'due': '2024-07-01T00:00:00Z'}");
        lab.keep("{'name': 'b', 'at': '2024-05-01 10:00:00', 'due': '2024-06-01T00:00:00Z'}");
        lab.keep("{'name': 'c', 'at': 'soon'}");

        lab.declare("time: at, fields: {name: string, due: time}");

        assertThat(lab.shown())
                .containsExactly(
                        "{'name':'b','due':'2024-06-01T00:00:00Z','at':'2024-05-01T10:00:00Z'}",
                        "{'name':'a','due':'2024-07-01T00:00:00Z','at':'2024-05-02T10:00:00Z'}",
                        "{'name':'c','due':null,'at':'2026-03-01T12:00:00Z','_unfit':{'at':'soon'}}");
        assertThat(store().batches().latest(lab.name, 9))
                .extracting(BatchRun::view)
                .containsExactly("latest");
        lab.declare("time: due, fields: {name: string}");
        assertThat(lab.shown().getFirst())
                .isEqualTo("{'name':'b','due':'2024-06-01T00:00:00Z','at':'2024-05-01T10:00:00Z'}");
        assertThat(lab.shown()).hasSize(3);
    }

    @Test
    default void saysWhatIsNotUniqueAmongOlderValues() {
        Changing lab = new Changing(store());
        lab.declare("fields: {name: string}");
        lab.keep("{'name': 'a', 'id': 7}");
        lab.keep("{'name': 'b', 'id': 7}");

        assertThatThrownBy(() -> lab.declare("key: id, unique: id, fields: {name: string, id: integer}"))
                .isInstanceOf(IncompatibleChange.class)
                .hasMessageContaining("unique [id]");

        lab.declare("fields: {name: string, id: integer}");
        assertThat(lab.found("id", 7L)).hasSize(2);
    }

    @Test
    default void knowsUniqueValuesFromBeforeTheyWereDeclared() {
        Changing lab = new Changing(store());
        lab.declare("fields: {name: string}");
        lab.keep("{'name': 'a', 'number': 7}");

        lab.declare("key: number, unique: number, fields: {name: string, number: integer}");

        assertThat(store().archive().known(lab.stream(), List.of(List.of(7L), List.of(8L))))
                .containsExactly(List.of(7L));
        assertThat(store().archive().identified(lab.stream(), List.of(List.of(7L))))
                .hasSize(1);
    }

    @Test
    default void findsPlacesThatWereSentBeforeTheyWereDeclared() {
        Changing lab = new Changing(store());
        lab.declare("fields: {name: string, partition: integer}");
        lab.keep("{'name': 'a', 'lat': 52.5, 'lon': 13.4}");

        lab.declare("fields: {name: string, partition: integer, lat: number, lon: number}, position: [lat, lon]");

        NearCenter here = new NearCenter(52.5, 13.4, null, null);
        assertThat(store().archive()
                        .nearSearch(lab.stream())
                        .orElseThrow()
                        .near(new NearQuery(lab.stream(), List.of(here), 10, Map.of(), Map.of(), null, 9)))
                .hasSize(1);
    }

    /** A lab whose lab.yaml changes. JSON is written with single quotes here. */
    final class Changing {
        final String name = "change-" + UUID.randomUUID().toString().substring(0, 8);
        private final Store store;
        private @Nullable Lab lab;
        private long offset;

        Changing(Store store) {
            this.store = store;
        }

        void declare(String stream) {
            String yaml = "lab: %s%nstreams:%n  events: {%s}%nviews:%n  latest: {of: events, by: [name], keep: last}%n"
                    .formatted(name, stream);
            LabFile.Valid valid = (LabFile.Valid) LabFile.parse(name, Path.of("."), yaml);
            store.prepare(valid.lab());
            lab = valid.lab();
        }

        EventStream stream() {
            return lab == null ? failed() : lab.streams().values().iterator().next();
        }

        void keep(String json) {
            Event event = new Event(stream(), decoded(json), ARRIVED, new Coordinate(0, offset));
            store.ledger().progress(stream(), 0);
            long epoch = store.ledger().progress(stream(), 0).epoch();
            CommitBuilder step = CommitBuilder.of(stream(), 0, offset, offset + 1)
                    .epoch(epoch)
                    .events(new ArchivedEvent(event, null));
            assertThat(store.ledger().commit(step.commit())).isEqualTo(new Outcome.Done());
            offset++;
        }

        /** Each event as it is shown, without what DataLab adds, once it has been sent again. */
        List<String> shown() {
            EventJson json = new EventJson(stream());
            return events(null).stream()
                    .map(archived -> {
                        String text = text(json, archived.event());
                        decoded(text);
                        return text.replaceAll("'_(time|arrived|at|origin)':'[^']*',?", "")
                                .replace(",}", "}")
                                .replaceAll("([:,]) ", "$1");
                    })
                    .toList();
        }

        List<ArchivedEvent> events(EventQuery.@Nullable Position after) {
            return store.archive().events(new EventQuery(stream(), null, null, Map.of(), false, after, 9));
        }

        List<ArchivedEvent> found(String field, Object value) {
            return store.archive().events(new EventQuery(stream(), null, null, Map.of(field, value), false, null, 9));
        }

        private DecodedPayload decoded(String json) {
            byte[] bytes = json.replace('\'', '"').getBytes(UTF_8);
            DecodeResult decoded = new EventDecoder(stream()).decode(bytes, 0, bytes.length);
            assertThat(decoded).as(json).isInstanceOf(DecodeResult.Accepted.class);
            return ((DecodeResult.Accepted) decoded).payload();
        }

        private static String text(EventJson json, Event event) {
            StringWriter text = new StringWriter();
            try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
                json.write(out, event, null);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return text.toString().replace('"', '\'');
        }

        private static EventStream failed() {
            throw new IllegalStateException("nothing is declared yet");
        }
    }
}
