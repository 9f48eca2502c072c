package datalab.store.mongodb.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import datalab.lab.Lab;
import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Event;
import datalab.lab.event.Origin;
import datalab.lab.stream.ArchivePlace;
import datalab.lab.stream.EventStream;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.Scan;
import datalab.store.elsewhere.ArchiveRows;
import datalab.store.ledger.Commit;
import datalab.store.ledger.Commit.Outcome;
import datalab.store.ledger.LogIdentity;
import datalab.store.ledger.Progress;
import datalab.store.mongodb.connection.MongoConnection;
import datalab.store.result.IncompatibleChange;
import datalab.testkit.contract.ArchiveContract;
import datalab.testkit.contract.Archived;
import datalab.testkit.contract.QuestionContract;
import datalab.testkit.contract.RetentionContract;
import datalab.testkit.contract.SnapshotsContract;
import datalab.testkit.store.CommitBuilder;
import datalab.testkit.store.StoreLab;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

/** What archives on MongoDB promise beside what all do, with the ledger in PostgreSQL. */
interface MongoArchiveContract extends ArchiveContract, QuestionContract, SnapshotsContract, RetentionContract {
    MongoConnection mongo();

    /** Every stream's archive is on the server. */
    @Override
    default StoreLab lab() {
        StoreLab lab = elsewhere(StoreLab.fresh());
        store().prepare(lab.lab());
        return lab;
    }

    private static StoreLab elsewhere(StoreLab of) {
        Lab lab = of.lab();
        Map<String, ArchivePlace> archives = new HashMap<>();
        lab.streams().forEach((name, stream) -> archives.put(name, new ArchivePlace("documents", stream.topic())));
        return new StoreLab(new Lab(
                lab.name(),
                lab.title(),
                lab.folder(),
                lab.streams(),
                lab.views(),
                lab.routes(),
                lab.schedules(),
                lab.outputs(),
                archives,
                lab.alerts(),
                lab.models(),
                lab.source()));
    }

    default MongoCollection<BsonDocument> documents(EventStream stream) {
        return mongo().database().getCollection(stream.topic(), BsonDocument.class);
    }

    default ArchiveRows rows(EventStream stream) {
        return new MongoArchive(mongo(), stream, stream.topic(), List.of());
    }

    @Test
    default void keepsEventsAsTheyWereSent() {
        StoreLab lab = lab();
        Object[] values = {"köln", 1.5, 7L, true, Instant.parse("2026-01-02T03:04:05.006Z")};
        String extra = "{\"battery\":3,\"rssi\":-0.5,\"place\":{\"room\":[1,\"a\",null]}}";
        Instant time = Instant.parse("2026-03-01T12:00:00.123456Z");
        Event event = new Event(
                lab.readings(),
                new DecodedPayload(values, time, Origin.OBSERVED, extra),
                StoreLab.START,
                new Coordinate(0, 5));
        Archived.keep(
                store(),
                CommitBuilder.of(lab.readings(), 0, 0, 6)
                        .events(new ArchivedEvent(event, "{\"value\":{\"spike\":1}}"))
                        .commit());

        BsonDocument kept =
                documents(lab.readings()).find(Filters.eq("_id", "0:5")).first();

        kept.remove("_token");
        assertThat(kept).isEqualTo(BsonDocument.parse("""
                        {_id: "0:5", name: "köln", value: 1.5, count: {$numberLong: "7"}, ok: true,
                         seen: {$date: "2026-01-02T03:04:05.006Z"}, timestamp: {$date: "2026-03-01T12:00:00.123Z"},
                         battery: {$numberLong: "3"}, rssi: -0.5, place: {room: [{$numberLong: "1"}, "a", null]},
                         _time: {$date: "2026-03-01T12:00:00.123Z"}, _us: 456,
                         _arrived: {$date: "2026-03-01T12:00:00Z"}, _origin: "observed",
                         _flags: {value: {spike: {$numberLong: "1"}}}, _micros: {timestamp: 456},
                         _partition: 0, _offset: {$numberLong: "5"}}
                        """));
    }

    @Test
    default void keepsFieldsThatNoDocumentCanHave() {
        StoreLab lab = lab();
        String extra = "{\"_time\":1,\"a.b\":{\"$c\":" + "[".repeat(120) + "]".repeat(120) + "},\"\":0.1}";
        ArchivedEvent plain = lab.reading(0, 0, "a", 1.0);
        DecodedPayload payload = plain.event().payload();
        Event event = new Event(
                lab.readings(),
                new DecodedPayload(payload.values(), payload.time(), payload.origin(), extra),
                StoreLab.START,
                new Coordinate(0, 0));
        Archived.keep(
                store(),
                CommitBuilder.of(lab.readings(), 0, 0, 1)
                        .events(new ArchivedEvent(event, null))
                        .commit());

        ArchivedEvent found =
                store().archive().event(lab.readings(), new Coordinate(0, 0)).orElseThrow();

        assertThat(found.event().payload().extra()).isEqualTo(extra);
        assertThat(found.event().time()).isEqualTo(plain.event().time());
    }

    @Test
    default void writesNoRowOverOneOfAHigherToken() {
        StoreLab lab = lab();
        ArchiveRows rows = rows(lab.readings());
        rows.write(2, List.of(lab.reading(0, 0, "new", 1.0)), List.of(new Coordinate(0, 1)));

        rows.write(1, List.of(lab.reading(0, 0, "old", 1.0), lab.reading(0, 1, "old", 1.0)), List.of());
        rows.write(2, List.of(lab.reading(0, 2, "first", 1.0)), List.of());
        rows.write(2, List.of(lab.reading(0, 2, "second", 1.0)), List.of());
        rows.write(3, List.of(), List.of(new Coordinate(0, 3)));

        assertThat(rows.event(new Coordinate(0, 0)).orElseThrow().event().value(0))
                .isEqualTo("new");
        assertThat(rows.event(new Coordinate(0, 1))).isEmpty();
        assertThat(rows.event(new Coordinate(0, 2)).orElseThrow().event().value(0))
                .isEqualTo("second");
        assertThat(documents(lab.readings()).find(Filters.exists("_time", false)))
                .extracting(blank -> blank.getString("_id").getValue())
                .containsExactlyInAnyOrder("0:1", "0:3");
    }

    /** A blank under the same token: gone, what an owner before has sent late would be an event again. */
    @Test
    default void takesNoLateWriteForAnEventThatWasDropped() {
        StoreLab lab = lab();
        ArchiveRows rows = rows(lab.readings());
        rows.write(2, List.of(lab.reading(0, 0, "a", 1.0), lab.reading(0, 1, "b", 1.0)), List.of());

        rows.drop(List.of(new Coordinate(0, 0), new Coordinate(0, 7)));
        rows.write(1, List.of(lab.reading(0, 0, "late", 1.0)), List.of());

        assertThat(documents(lab.readings()).find(Filters.exists("_time", false)))
                .containsExactly(BsonDocument.parse(
                        "{_id: '0:0', _partition: 0, _offset: {$numberLong: '0'}, _token: {$numberLong: '2'}}"));
        assertThat(rows.event(new Coordinate(0, 0))).isEmpty();
        assertThat(rows.event(new Coordinate(0, 1))).isPresent();
    }

    @Test
    default void showsNothingOfAStepThatIsNotCommitted() {
        StoreLab lab = lab();
        Archived.keep(
                store(),
                CommitBuilder.of(lab.users(), 0, 0, 1).events(user(lab, 0, "a")).commit());
        rows(lab.users()).write(Long.MAX_VALUE, List.of(user(lab, 1, "b"), user(lab, 2, "a")), List.of());

        assertThat(store().archive().known(lab.users(), List.of(List.of("a"), List.of("b"))))
                .containsExactly(List.of("a"));
        assertThat(store().archive().identified(lab.users(), List.of(List.of("a"), List.of("b"))))
                .extracting(found -> found.event().at())
                .containsExactly(new Coordinate(0, 0));
        assertThat(store().archive().event(lab.users(), new Coordinate(0, 1))).isEmpty();
        assertThat(store().archive().scan(new Scan(lab.users(), List.of(0), 0, 0, 9, 9)))
                .extracting(Event::at)
                .containsExactly(new Coordinate(0, 0));
    }

    @Test
    default void showsNothingOfWhatProcessingHasPassedOver() {
        StoreLab lab = lab();
        Archived.keep(
                store(),
                CommitBuilder.of(lab.users(), 0, 0, 1).events(user(lab, 0, "a")).commit());
        rows(lab.users()).write(Long.MAX_VALUE, List.of(user(lab, 1, "left behind")), List.of());
        store().logIdentities().identify(lab.users(), 0, "topic");
        Progress noted = store().ledger().progress(lab.users()).getFirst();
        store().logIdentities().gap(lab.users(), noted, 5, "records are missing");
        LogIdentity gap = store().ledger().progress(lab.users()).getFirst().log();

        assertThat(store().logIdentities().goOn(lab.users(), 0, gap, "topic", 5, 9))
                .isTrue();
        Progress owner = store().ledger().takeOver(lab.users(), 0);
        Commit next = CommitBuilder.of(lab.users(), 0, 5, 6)
                .events(user(lab, 5, "b"))
                .commit()
                .by(owner.token(), new Commit.LogMark(owner.log().number(), 0));
        assertThat(store().ledger().commit(store().archive().writer().write(next, List.of(new Coordinate(0, 5)))))
                .isEqualTo(new Outcome.Done());

        assertThat(store().archive().event(lab.users(), new Coordinate(0, 1))).isEmpty();
        assertThat(store().archive().scan(new Scan(lab.users(), List.of(0), 0, 0, 9, 2)))
                .extracting(Event::at)
                .containsExactly(new Coordinate(0, 0), new Coordinate(0, 5));
    }

    private static ArchivedEvent user(StoreLab lab, long offset, String id) {
        return StoreLab.event(lab.users(), new Coordinate(0, offset), null, id);
    }

    @Test
    default void refusesACommitOfAnOwnerThatWasTakenOverFrom() {
        StoreLab lab = lab();
        Progress frozen = store().ledger().takeOver(lab.users(), 0);
        Progress owner = store().ledger().takeOver(lab.users(), 0);
        Commit step = CommitBuilder.of(lab.users(), 0, 0, 1).commit().withEventsArchived();

        assertThat(owner.token()).isGreaterThan(frozen.token());
        assertThat(store().ledger().commit(step.by(frozen.token(), step.log()))).isEqualTo(new Outcome.Fenced(0));
        assertThat(store().ledger().commit(step.by(owner.token(), step.log()))).isEqualTo(new Outcome.Done());
    }

    @Test
    default void bringsAmendmentsToTheRowsThatAreThere() {
        StoreLab lab = lab();
        amendsFlagsOfEventsOfThisStepAndOfEarlierOnes(lab);

        assertThat(store().archive().writer().sweep(lab.readings())).isEqualTo(2);
        assertThat(store().archive().writer().sweep(lab.readings())).isZero();

        assertThat(documents(lab.readings()).find(Filters.exists("_flags")))
                .extracting(each -> each.getString("_id").getValue())
                .containsExactly("0:0");
        assertThat(documents(lab.readings()).countDocuments()).isEqualTo(1);
    }

    private void amendsFlagsOfEventsOfThisStepAndOfEarlierOnes(StoreLab lab) {
        Commit commit = CommitBuilder.of(lab.readings(), 0, 0, 1)
                .events(lab.reading(0, 0, "a", 1.0))
                .amended(
                        new Commit.Amendment(new Coordinate(0, 0), StoreLab.START, "{\"value\":{\"spike\":3}}"),
                        new Commit.Amendment(new Coordinate(0, 99), StoreLab.START, "{}"))
                .commit();
        Archived.keep(store(), commit);
    }

    @Test
    default void refusesAnArchiveThatHasMovedWithItsEventsLeftBehind() {
        StoreLab lab = lab();
        Lab here = StoreLab.of(lab.lab().name()).lab();
        store().prepare(here);
        store().prepare(lab.lab());
        Archived.keep(
                store(),
                CommitBuilder.of(lab.users(), 0, 0, 1).events(user(lab, 0, "a")).commit());

        assertThatThrownBy(() -> store().prepare(here))
                .isInstanceOf(IncompatibleChange.class)
                .hasMessageContaining(lab.users().topic() + " has its events in documents/")
                .hasMessageContaining("PostgreSQL");
    }

    @Test
    default void handsOutNoNumberThatAnEventHas() {
        StoreLab lab = lab();
        ArchiveRows rows = rows(lab.persons());
        rows.write(1, List.of(StoreLab.event(lab.persons(), new Coordinate(0, 0), null, 41L, "Ann")), List.of());

        store().archive().writer().begin(store().ledger(), lab.persons(), 0);

        assertThat(store().numbers().handOut(lab.persons(), 1)).isEqualTo(42);
    }
}
