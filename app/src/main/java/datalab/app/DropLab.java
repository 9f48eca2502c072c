package datalab.app;

import datalab.app.folder.DataFolder;
import datalab.app.settings.Settings;
import datalab.app.terminal.CommandFailed;
import datalab.app.terminal.CountText;
import datalab.log.KafkaLog;
import datalab.log.LogUnavailable;
import datalab.store.postgres.PostgresStore;
import datalab.store.postgres.schema.StoredLab;
import datalab.store.result.IncompatibleChange;
import datalab.store.result.StoreUnavailable;
import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deletes all data of one lab from the store and the log. Used once, while no DataLab runs. */
public final class DropLab {
    static final int DROPPED = 0;
    static final int NOT_DROPPED = 1;

    private final Settings settings;
    private final String lab;

    public DropLab(Settings settings, String lab) {
        this.settings = settings;
        this.lab = lab;
    }

    /** Returns the exit code; without {@code yes} it only lists what would be dropped. */
    public int run(boolean yes) {
        boolean own = settings.postgres().url().isPresent()
                && settings.kafka().bootstrap().isPresent();
        if (own) {
            LoggingSetup.console(settings.log());
            return run(yes, null);
        }
        if (!Files.isDirectory(settings.data())) {
            throw new CommandFailed("there is no data folder "
                    + settings.data().toAbsolutePath().normalize()
                    + "; --data names another one, postgres.url and kafka.bootstrap name servers of your own");
        }
        try (DataFolder folder = DataFolder.hold(settings.data())) {
            LoggingSetup.configure(settings.log(), folder.of("logs"));
            return run(yes, folder);
        }
    }

    private int run(boolean yes, @Nullable DataFolder folder) {
        try (BackingServers servers = BackingServers.ofStoreAndLog(settings, folder)) {
            servers.start();
            PostgresStore store = new PostgresStore(servers.postgres());
            try (store;
                    KafkaLog log = new KafkaLog(servers.kafkaBootstrap())) {
                refuseWhereOthersRun(store);
                store.start();
                log.start();
                return run(yes, store, log);
            }
        } catch (StoreUnavailable | LogUnavailable | IncompatibleChange e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
    }

    private int run(boolean yes, PostgresStore store, KafkaLog log) {
        StoredLab kept = store.kept(lab);
        List<String> topics = topics(kept, log);
        if (kept.isNothing() && topics.isEmpty()) {
            throw new CommandFailed("nothing is kept of a lab " + lab);
        }
        System.out.print(text(kept, topics));
        if (!yes) {
            System.err.println("datalab: nothing was deleted; --yes deletes it, and it cannot be had back");
            return NOT_DROPPED;
        }
        store.drop(kept, () -> log.deleteTopics(topics));
        System.out.println(lab + " dropped");
        return DROPPED;
    }

    /** The topics of its streams. Others with the same prefix may belong to other programs on the cluster. */
    private static List<String> topics(StoredLab kept, KafkaLog log) {
        String prefix = kept.name() + ".";
        return log.topicsStartingWith(prefix).stream()
                .filter(topic -> kept.streams().contains(topic.substring(prefix.length())))
                .toList();
    }

    /** Running workers and ingest would create it again, or archive into tables that no longer exist. */
    private static void refuseWhereOthersRun(PostgresStore store) {
        int others = store.connections();
        if (others > 0) {
            throw new CommandFailed("processes of DataLab have " + CountText.of(others, "connection")
                    + " to the database; end them first, on every machine");
        }
    }

    private String text(StoredLab kept, List<String> topics) {
        String stays = kept.elsewhere().isEmpty()
                ? ""
                : "  stays    " + list(kept.elsewhere()) + ", which you drop there yourself\n";
        return dropped(kept, topics) + stays;
    }

    private String dropped(StoredLab kept, List<String> topics) {
        return """
                lab %s:
                  events   %s, in %s
                  views    %s
                  rejects  %s
                  bytes    %s in PostgreSQL
                  topics   %s
                """.formatted(
                        lab,
                        CountText.grouped(kept.events()),
                        list(kept.tables()),
                        list(kept.views()),
                        CountText.grouped(kept.rejects()),
                        CountText.grouped(kept.bytes()),
                        list(topics));
    }

    private static String list(List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }
}
