package datalab.store.mongodb.out;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import datalab.store.mongodb.connection.MongoUrl;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputUnavailable;
import datalab.store.output.OutputWriter;
import datalab.store.output.RefusedRow;
import datalab.testkit.DataLabProcess;
import datalab.testkit.TestMongo;
import datalab.testkit.contract.OutputTargetContract;
import java.util.List;
import org.awaitility.Awaitility;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Outputs on mongo-java-server, which imitates MongoDB in memory. */
final class MongoJavaServerOutputIT implements MongoOutputContract {
    private static TestMongo server;
    private static MongoTarget target;

    @BeforeAll
    static void start() {
        server = new TestMongo();
        target = new MongoTarget(new MongoUrl(server.url("datalab")));
    }

    @AfterAll
    static void stop() {
        target.close();
        server.close();
    }

    @Override
    public MongoTarget mongo() {
        return target;
    }

    @Test
    void refusesRowsThatAUniqueIndexOfOtherPeoplesRefuses() {
        OutputTable users = OutputTargetContract.users();
        documents(users).createIndex(Indexes.ascending("name"), new IndexOptions().unique(true));
        List<RefusedRow> refused;
        target.prepare(users);
        try (OutputWriter writer = target.open(users)) {
            writer.write(1, List.of(OutputRow.of("a", "Ann")));
            refused = writer.write(2, List.of(OutputRow.of("b", "Ann"), OutputRow.of("c", "Cem")));
        }

        assertThat(refused).extracting(RefusedRow::row).containsExactly(OutputRow.of("b", "Ann"));
        assertThat(seen(users)).containsExactlyInAnyOrder(List.of("a", "Ann"), List.of("c", "Cem"));
    }

    @Test
    void saysInBoundedTimeThatAServerIsAway() {
        String url =
                "mongodb://ann:secret@127.0.0.1:" + DataLabProcess.freePort() + "/datalab?serverSelectionTimeoutMS=300";
        OutputTable users = OutputTargetContract.users();
        try (MongoTarget away = new MongoTarget(new MongoUrl(url));
                OutputWriter writer = away.open(users)) {
            List<OutputRow> rows = List.of(OutputRow.of("a", "Ann"));

            assertThatThrownBy(away::check)
                    .isInstanceOf(OutputUnavailable.class)
                    .hasMessageContaining("no server that takes writes answers in time")
                    .hasMessageNotContainingAny("secret", "ann");
            assertThatThrownBy(() -> away.prepare(users)).isInstanceOf(OutputUnavailable.class);
            assertThatThrownBy(() -> writer.write(1, rows)).isInstanceOf(OutputUnavailable.class);
        }
    }

    @Test
    void goesOnWhenAServerIsBack() {
        OutputTable users = OutputTargetContract.users();
        try (TestMongo goes = new TestMongo();
                MongoTarget sometimes =
                        new MongoTarget(new MongoUrl(goes.url("datalab?serverSelectionTimeoutMS=300")));
                OutputWriter writer = sometimes.open(users)) {
            sometimes.prepare(users);
            writer.write(1, List.of(OutputRow.of("a", "Ann")));
            goes.stop();
            assertThatThrownBy(() -> writer.write(2, List.of(OutputRow.of("a", "Amy"))))
                    .isInstanceOf(OutputUnavailable.class);

            goes.start();
            Awaitility.await()
                    .ignoreExceptionsInstanceOf(OutputUnavailable.class)
                    .until(() ->
                            writer.write(3, List.of(OutputRow.of("a", "Amy"))).isEmpty());

            assertThat(sometimes.database().getCollection(users.name()).countDocuments())
                    .isEqualTo(1);
        }
    }

    @Test
    void goesOnWithoutAViewWhereThereIsSomethingOfItsName() {
        OutputTable users = OutputTargetContract.users();
        target.database().createCollection(users.name() + "_rows");

        target.prepare(users);

        assertThat(target.database()
                        .getCollection(users.name() + "_rows", BsonDocument.class)
                        .find())
                .isEmpty();
    }
}
