package datalab.store.mongodb.out;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import datalab.lab.expression.Column;
import datalab.lab.output.OutputColumn;
import datalab.store.output.OutputMismatch;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.store.output.OutputWriter;
import datalab.store.output.RefusedRow;
import datalab.testkit.contract.OutputTargetContract;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What outputs on MongoDB promise beside what all do, on whatever speaks its protocol. */
interface MongoOutputContract extends OutputTargetContract {
    ObjectMapper MAPPER = new ObjectMapper();

    MongoTarget mongo();

    @Override
    default OutputTarget target() {
        return mongo();
    }

    @Override
    default List<List<@Nullable Object>> seen(OutputTable table) {
        List<List<@Nullable Object>> seen = new ArrayList<>();
        for (BsonDocument document : documents(table).find(Filters.exists("_gone", false))) {
            List<@Nullable Object> row = new ArrayList<>();
            for (OutputColumn column : table.columns()) {
                row.add(value(document, column));
            }
            seen.add(row);
        }
        return seen;
    }

    default MongoCollection<BsonDocument> documents(OutputTable table) {
        return mongo().database().getCollection(table.name(), BsonDocument.class);
    }

    private static @Nullable Object value(BsonDocument document, OutputColumn column) {
        BsonValue value = document.get(column.name(), BsonNull.VALUE);
        if (value.isNull()) {
            return null;
        }
        return switch (column.type()) {
            case STRING -> value.asString().getValue();
            case NUMBER -> value.asDouble().getValue();
            case INTEGER -> value.asInt64().getValue();
            case BOOLEAN -> value.asBoolean().getValue();
            case TIME ->
                Instant.ofEpochMilli(value.asDateTime().getValue())
                        .plusNanos(1_000L
                                * document.getDocument("_micros", new BsonDocument())
                                        .getInt32(column.name(), new BsonInt32(0))
                                        .getValue());
            case JSON -> json(value);
        };
    }

    private static String json(BsonValue value) {
        String wrapped = new BsonDocument("value", value)
                .toJson(JsonWriterSettings.builder()
                        .outputMode(JsonMode.RELAXED)
                        .build());
        try {
            return MAPPER.readTree(wrapped).get("value").toString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(wrapped, e);
        }
    }

    @Test
    default void leavesTombstonesThatAFilterHides() {
        OutputTable users = OutputTargetContract.users();
        mongo().prepare(users);
        try (OutputWriter writer = mongo().open(users)) {
            writer.write(1, List.of(OutputRow.of("a", "Ann"), OutputRow.of("b", "Bob")));
            writer.write(2, List.of(OutputRow.gone("a", null)));
        }

        assertThat(documents(users).find(Filters.eq("_gone", true)))
                .containsExactly(BsonDocument.parse("{_id: 'a', _version: {$numberLong: '2'}, _gone: true}"));
        assertThat(documents(users).find(Filters.exists("_gone", false)))
                .containsExactly(BsonDocument.parse("{_id: 'b', _version: {$numberLong: '1'}, id: 'b', name: 'Bob'}"));
    }

    @Test
    default void takesOverADocumentThatWasThereAndLeavesItsOtherFields() {
        OutputTable users = OutputTargetContract.users();
        documents(users).insertOne(BsonDocument.parse("{_id: 'a', name: 'old', colour: 'red'}"));
        documents(users).insertOne(BsonDocument.parse("{_id: 'mine', colour: 'blue'}"));
        mongo().prepare(users);
        try (OutputWriter writer = mongo().open(users)) {
            writer.write(1, List.of(OutputRow.of("a", "Ann")));
        }

        assertThat(documents(users).find())
                .containsExactlyInAnyOrder(
                        BsonDocument.parse(
                                "{_id: 'a', name: 'Ann', colour: 'red', _version: {$numberLong: '1'}, id: 'a'}"),
                        BsonDocument.parse("{_id: 'mine', colour: 'blue'}"));
    }

    /** Two that insert the same document at once: the server refuses one of them, which may be the newer. */
    @Test
    default void showsTheHigherVersionOfTwoThatAreWrittenAtOnce() throws InterruptedException {
        OutputTable users = OutputTargetContract.users();
        List<OutputRow> older = IntStream.range(0, 300)
                .mapToObj(i -> OutputRow.of("" + i, "old"))
                .toList();
        List<OutputRow> newer = IntStream.range(0, 300)
                .mapToObj(i -> OutputRow.of("" + i, "new"))
                .toList();
        CountDownLatch both = new CountDownLatch(2);
        mongo().prepare(users);
        try (OutputWriter frozen = mongo().open(users);
                OutputWriter writer = mongo().open(users)) {
            Thread late = Thread.ofVirtual().start(() -> {
                both.countDown();
                frozen.write(1, older);
            });
            both.countDown();
            both.await();
            writer.write(2, newer);
            late.join();
        }

        assertThat(seen(users))
                .hasSize(300)
                .allSatisfy(row -> assertThat(row.get(1)).isEqualTo("new"));
    }

    @Test
    default void refusesWhatNoDocumentCanHoldAndWritesTheOthers() {
        OutputTable table = OutputTargetContract.table(
                "unfit_" + System.nanoTime(),
                OutputTargetContract.key("id", Column.Type.STRING),
                OutputTargetContract.column("json", Column.Type.JSON),
                OutputTargetContract.column("text", Column.Type.STRING));
        List<RefusedRow> refused;
        mongo().prepare(table);
        try (OutputWriter writer = mongo().open(table)) {
            refused = writer.write(
                    1,
                    List.of(
                            OutputRow.of("large", null, "x".repeat(17 << 20)),
                            OutputRow.of("deep", "[".repeat(120) + "]".repeat(120), null),
                            OutputRow.of("nul", "{\"a\\u0000b\":1}", null),
                            OutputRow.of("good", "{\"a\":[12345678901234,0.5,{}]}", "fits")));
        }

        assertThat(refused)
                .extracting(each -> each.row().values().getFirst(), RefusedRow::reason)
                .satisfiesExactly(
                        large -> assertThat(large.toList().toString()).contains("large", "MongoDB takes 16 MiB"),
                        deep -> assertThat(deep.toList().toString()).contains("json is nested deeper than 98 levels"),
                        nul -> assertThat(nul.toList().toString()).contains("json has a name with the character NUL"));
        assertThat(seen(table))
                .containsExactly(OutputRow.of("good", "{\"a\":[12345678901234,0.5,{}]}", "fits")
                        .values());
    }

    @Test
    default void changesRowsWhoseKeysAreLong() {
        OutputTable users = OutputTargetContract.users();
        String id = "x".repeat(100_000);
        mongo().prepare(users);
        try (OutputWriter writer = mongo().open(users)) {
            writer.write(1, List.of(OutputRow.of(id, "old")));
            writer.write(2, List.of(OutputRow.of(id, "new")));
        }

        assertThat(seen(users)).containsExactly(OutputRow.of(id, "new").values());
    }

    @Test
    default void tellsTimesOfKeysApartByMicroseconds() {
        OutputTable table = OutputTargetContract.table(
                "times_" + System.nanoTime(),
                OutputTargetContract.key("at", Column.Type.TIME),
                OutputTargetContract.column("n", Column.Type.INTEGER));
        Instant whole = Instant.parse("2026-01-01T00:00:00.001Z");
        Instant finer = Instant.parse("2026-01-01T00:00:00.001001Z");
        mongo().prepare(table);
        try (OutputWriter writer = mongo().open(table)) {
            writer.write(1, List.of(OutputRow.of(whole, 1L), OutputRow.of(finer, 2L)));
            writer.write(2, List.of(OutputRow.of(whole, 3L)));
        }

        assertThat(seen(table))
                .containsExactlyInAnyOrder(
                        OutputRow.of(whole, 3L).values(),
                        OutputRow.of(finer, 2L).values());
    }

    @Test
    default void refusesColumnsNamedAsItsOwnFields() {
        OutputTable table = OutputTargetContract.table(
                "users_" + System.nanoTime(), OutputTargetContract.key("_id", Column.Type.STRING));

        assertThatThrownBy(() -> mongo().prepare(table))
                .isInstanceOf(OutputMismatch.class)
                .hasMessageContaining("a column cannot be named _id");
    }
}
