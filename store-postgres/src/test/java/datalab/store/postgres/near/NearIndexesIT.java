package datalab.store.postgres.near;

import static datalab.testkit.Needs.Part.POSTGIS;

import datalab.postgres.PostgresSettings;
import datalab.store.Store;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.Needs;
import datalab.testkit.PostgisServer;
import datalab.testkit.contract.NearSearchContract;
import datalab.testkit.store.StoreLab;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/** What is near by each index of positions alone: never through time, which the few events of a test would always allow. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Needs(POSTGIS)
final class NearIndexesIT {
    private PostgisServer server;
    private PostgresSettings settings;

    @BeforeAll
    void start() throws IOException, SQLException {
        server = PostgisServer.start();
        settings = server.freshDatabase("near");
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    final class ByCells extends OneIndex {
        @Override
        boolean postgis() {
            return false;
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    final class ByPostgis extends OneIndex {
        @Override
        boolean postgis() {
            return true;
        }
    }

    /** The contract with one index. */
    abstract class OneIndex implements NearSearchContract {
        private PostgresStore store;

        abstract boolean postgis();

        @BeforeAll
        void open() {
            store = new PostgresStore(settings, new NearSettings(postgis(), false));
            store.start();
        }

        @AfterAll
        void close() {
            store.close();
        }

        @Override
        public Store store() {
            return store;
        }

        @Override
        public StoreLab lab() {
            StoreLab lab = StoreLab.fresh();
            store.prepare(lab.lab());
            return lab;
        }
    }
}
