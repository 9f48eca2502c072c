package datalab.cli;

import datalab.app.MoveArchive;
import datalab.app.folder.LabFolder;
import datalab.app.settings.LoadedSettings;
import datalab.app.settings.Settings;
import datalab.app.terminal.CommandFailed;
import datalab.cli.client.StreamName;
import datalab.lab.Lab;
import datalab.lab.stream.ArchivePlace;
import datalab.lab.stream.EventStream;
import datalab.store.move.ArchiveMove;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datalab move}: moves the archive of a stream to another server. */
@Command(
        name = "move",
        description = {
            "Moves the archive of a stream, all of its events, to a MongoDB that servers: of datalab.yaml names, or back to",
            "PostgreSQL. DataLab may run meanwhile. The events are copied first; then all are compared, and only then the",
            "new place counts. While they are compared, new events wait in the log. Begun again, it goes on where it was.",
            "Afterwards lab.yaml has to say the new archive:, and DataLab is to be started again."
        },
        footer = {
            "",
            "Ends with 0 where the archive is there, with 1 where it is not yet: then nothing has changed for anybody."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class MoveCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "LAB.STREAM", description = "which stream, such as sensors.readings")
    private String target = "";

    @Option(
            names = "--to",
            paramLabel = "SERVER",
            required = true,
            description = "a server of datalab.yaml, or " + ArchiveMove.POSTGRESQL)
    private String server = "";

    @Option(names = "--collection", paramLabel = "NAME", description = "the collection there (LAB.STREAM)")
    private @Nullable String collection;

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Override
    public Integer call() {
        StreamName name = StreamName.parse(target);
        Settings settings = LoadedSettings.load(options.sources(Map.of(), List.of(name.lab())))
                .settings();
        Lab lab = LabFolder.read(settings, List.of(name.lab())).getFirst();
        EventStream stream = lab.streams().get(name.stream());
        if (stream == null) {
            throw new CommandFailed("lab " + lab.name() + " has no stream " + name.stream() + "; it has "
                    + String.join(", ", lab.streams().keySet()));
        }
        new MoveArchive(settings, lab, stream, place(settings, stream)).run();
        return 0;
    }

    /** Null for PostgreSQL. */
    private @Nullable ArchivePlace place(Settings settings, EventStream stream) {
        Set<String> able = settings.outputServers().archives();
        if (able.contains(server)) {
            return new ArchivePlace(server, collection == null ? stream.topic() : collection);
        }
        if (!server.equals(ArchiveMove.POSTGRESQL)) {
            throw CommandFailed.ofUsage("--to is '" + server + "'; expected " + ArchiveMove.POSTGRESQL
                    + (able.isEmpty()
                            ? "; the settings name no server of kind mongodb under servers:"
                            : " or one of " + String.join(", ", able)));
        }
        if (collection != null) {
            throw CommandFailed.ofUsage("--collection is of a MongoDB; PostgreSQL has the table of the stream");
        }
        return null;
    }
}
