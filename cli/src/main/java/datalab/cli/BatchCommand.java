package datalab.cli;

import datalab.app.BackingServers;
import datalab.app.LocalBatch;
import datalab.app.LoggingSetup;
import datalab.app.folder.DataFolder;
import datalab.app.folder.LabFolder;
import datalab.app.settings.LoadedSettings;
import datalab.app.settings.Settings;
import datalab.app.terminal.CommandFailed;
import datalab.cli.client.ViewName;
import datalab.lab.Lab;
import datalab.lab.view.View;
import datalab.store.batch.BatchKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datalab batch}: runs one batch of one view in this process, and ends. */
@Command(
        name = "batch",
        description = {
            "Runs one batch of one view in this process and ends, such as for a CronJob of Kubernetes.",
            "Uses the PostgreSQL of the settings (DATALAB_POSTGRES_URL), else that of the data folder, which nobody else",
            "may be using; it needs no Kafka."
        },
        footer = {
            "",
            "Ends with 0 where it is done, with 1 where it failed or found rows that differ, with 3 where another batch",
            "of the view is running."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class BatchCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(BatchCommand.class);

    @Parameters(index = "0", paramLabel = "LAB.VIEW", description = "which view, such as sensors.per_minute")
    private String target = "";

    @Option(names = "--kind", paramLabel = "KIND", description = "compact, recompute or verify (recompute)")
    private BatchKind kind = BatchKind.RECOMPUTE;

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Override
    public Integer call() {
        ViewName name = ViewName.parse(target);
        Settings settings = LoadedSettings.load(options.sources(Map.of(), List.of(name.lab())))
                .settings();
        Lab lab = LabFolder.read(settings, List.of(name.lab())).getFirst();
        View view = lab.views().get(name.view());
        if (view == null) {
            throw new CommandFailed("lab " + lab.name() + " has no view " + name.view() + "; it has "
                    + String.join(", ", lab.views().keySet()));
        }
        if (settings.postgres().url().isPresent()) {
            LoggingSetup.console(settings.log());
            return run(settings, null, lab, view);
        }
        try (DataFolder folder = hold(settings.data())) {
            LoggingSetup.configure(settings.log(), folder.of("logs"));
            return run(settings, folder, lab, view);
        }
    }

    private int run(Settings settings, @Nullable DataFolder folder, Lab lab, View view) {
        try (LocalBatch batch = new LocalBatch(settings, BackingServers.ofStore(settings, folder))) {
            return batch.run(lab, view, kind);
        } catch (CommandFailed e) {
            throw e;
        } catch (RuntimeException e) { // any failure: one sentence for the user, and an exit code for the CronJob
            LOG.atDebug().setCause(e).log("batch not run");
            throw new CommandFailed(
                    e.getMessage() == null ? "it cannot be run; DATALAB_LOG_LEVEL=debug tells more" : e.getMessage(),
                    e);
        }
    }

    private static DataFolder hold(Path data) {
        String elsewhere = "postgres.url (DATALAB_POSTGRES_URL) names a PostgreSQL that several processes share";
        if (!Files.isDirectory(data.resolve("postgres"))) {
            throw new CommandFailed("data folder " + data.toAbsolutePath().normalize()
                    + " has no PostgreSQL, so there are no events; --data names another folder\n" + elsewhere);
        }
        try {
            return DataFolder.hold(data);
        } catch (CommandFailed e) {
            throw new CommandFailed(
                    e.explanation() + "\n`./datalab rebuild` asks the one that runs for a batch; " + elsewhere, e);
        }
    }
}
