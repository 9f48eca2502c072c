package datalab.app;

import datalab.app.folder.DataFolder;
import datalab.app.settings.Settings;
import datalab.app.terminal.CommandFailed;
import datalab.app.terminal.CountText;
import datalab.app.terminal.TerminalBar;
import datalab.lab.Lab;
import datalab.lab.Route;
import datalab.lab.stream.ArchivePlace;
import datalab.lab.stream.EventStream;
import datalab.process.move.MoveProgress.Phase;
import datalab.process.move.MoveRun;
import datalab.process.move.MoveRun.Moved;
import datalab.store.move.ArchiveMove;
import datalab.store.move.MoveLost;
import datalab.store.postgres.PostgresStore;
import datalab.store.result.IncompatibleChange;
import datalab.store.result.StoreUnavailable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Moves the archive of one stream to another server, beside a running DataLab or without one. Used once. */
public final class MoveArchive {
    private final Settings settings;
    private final Lab lab;
    private final EventStream stream;
    private final @Nullable ArchivePlace to;

    /**
     * The move of one stream.
     *
     * @param to null for PostgreSQL
     */
    public MoveArchive(Settings settings, Lab lab, EventStream stream, @Nullable ArchivePlace to) {
        this.settings = settings;
        this.lab = lab;
        this.stream = stream;
        this.to = to;
    }

    /** Returns when the archive is there. */
    public void run() {
        refuseWhatOnlyPostgresCan();
        if (settings.postgres().url().isPresent()) {
            LoggingSetup.console(settings.log());
            run(BackingServers.ofStore(settings, null), true);
            return;
        }
        Path data = settings.data().toAbsolutePath().normalize();
        if (!Files.isDirectory(data.resolve("postgres"))) {
            throw new CommandFailed("data folder " + data + " has no PostgreSQL, so there are no events;"
                    + " --data names another folder, postgres.url a server of your own");
        }
        Optional<DataFolder> held = DataFolder.tryHold(data);
        if (held.isEmpty()) { // a DataLab runs, and its PostgreSQL with it
            LoggingSetup.console(settings.log());
            run(BackingServers.ofRunningStore(settings, data), false);
            return;
        }
        try (DataFolder folder = held.get()) {
            LoggingSetup.configure(settings.log(), folder.of("logs"));
            run(BackingServers.ofStore(settings, folder), true);
        }
    }

    private void run(BackingServers backing, boolean isToStart) {
        try (BackingServers servers = backing) {
            if (isToStart) {
                servers.start();
            }
            try (PostgresStore store = new PostgresStore(servers.postgres(), settings.archiveServers())) {
                store.start();
                move(store);
            }
        } catch (StoreUnavailable e) {
            throw new CommandFailed(
                    e.getMessage() + "; nothing is lost: the same command goes on where it was, once it is back", e);
        } catch (MoveLost | IncompatibleChange | IllegalStateException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
    }

    private void move(PostgresStore store) {
        Optional<ArchiveMove> begun = store.moves().begin(stream, to);
        if (begun.isEmpty()) {
            System.out.println("the archive of " + stream.topic() + " is in " + ArchiveMove.text(to) + " already");
            return;
        }
        ArchiveMove move = begun.get();
        Moved moved;
        try (TerminalBar bar = new TerminalBar(stream.topic(), " records", 1, TerminalBar.UNKNOWN)) {
            moved = new MoveRun(
                            store.moves(),
                            move,
                            store.side(lab, stream, move.from()),
                            store.side(lab, stream, to),
                            (phase, done, all) -> show(bar, phase, done, all))
                    .run();
        }
        System.out.print(text(move, moved));
    }

    /** All records are copied, then all are compared. */
    private void show(TerminalBar bar, Phase phase, long done, long all) {
        bar.max(2 * all);
        switch (phase) {
            case COPYING -> bar.show(done, "copying, all goes on");
            case COMPARING -> bar.show(all + done, "comparing, new events wait in the log");
        }
    }

    private String text(ArchiveMove move, Moved moved) {
        ArchivePlace from = move.from();
        String declaration = to == null
                ? "without archive:"
                : "with archive: "
                        + (to.table().equals(stream.topic())
                                ? to.server()
                                : "{to: " + to.server() + ", collection: " + to.table() + "}");
        String old = from == null
                ? "table " + lab.schema() + "." + stream.name() + " of PostgreSQL"
                : "collection " + from.table() + " on " + from.server();
        return """
                the archive of %s is in %s: %s compared
                  next     write stream %s in lab.yaml %s, and start DataLab again; until then its events wait in the log
                  stays    %s, which is not used any more and which you drop there yourself
                """.formatted(
                        stream.topic(),
                        ArchiveMove.text(to),
                        CountText.of(moved.events(), "event"),
                        stream.name(),
                        declaration,
                        old);
    }

    /** A lab.yaml that names the new place would be refused afterwards. */
    private void refuseWhatOnlyPostgresCan() {
        boolean isMet = !lab.meetingsOf(stream).isEmpty();
        boolean isNear = lab.routes().stream()
                .anyMatch(route ->
                        route instanceof Route.Near near && near.stream().equals(stream.name()));
        if (to != null && (isMet || isNear)) {
            throw new CommandFailed(
                    "stream " + stream.topic() + " has " + (isMet ? "a view with meet:" : "a route with near:")
                            + ", which only an archive in PostgreSQL can answer; take it out of lab.yaml first");
        }
    }
}
