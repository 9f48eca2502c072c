package datalab.app;

import datalab.app.settings.Role;
import datalab.app.settings.Settings;
import datalab.app.terminal.CommandFailed;
import datalab.ingest.lookup.ArchiveLookup;
import datalab.lab.Lab;
import datalab.lab.input.Input;
import datalab.lab.stream.EventStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The roles of this process, and the servers that it needs for them. */
public final class Roles {
    private final Set<Role> here;
    private final boolean bringsFiles;
    private final boolean asksArchive;

    private Roles(Set<Role> here, List<EventStream> streams) {
        this.here = here;
        this.bringsFiles =
                streams.stream().flatMap(stream -> stream.in().all().stream()).anyMatch(Input::isLoadedOnce);
        this.asksArchive = here.contains(Role.INGEST)
                && streams.stream()
                        .anyMatch(stream ->
                                ArchiveLookup.isAsked(stream) || stream.in().waits());
    }

    /** Throws {@link CommandFailed} where a server is used that is neither named nor may be started here. */
    public static Roles of(Settings settings, List<Lab> labs) {
        List<EventStream> streams =
                labs.stream().flatMap(lab -> lab.streams().values().stream()).toList();
        Roles roles = new Roles(settings.roles(), streams);
        if (!roles.isAll()) {
            roles.checkNamed(settings);
        }
        return roles;
    }

    public boolean has(Role role) {
        return here.contains(role);
    }

    /** Whether this one process is all of DataLab, as it is by default. Only such a one starts servers of its own. */
    public boolean isAll() {
        return here.size() == Role.values().length;
    }

    /** Whether there is anything to call over gRPC: the ways in, or the questions. */
    boolean serveGrpc() {
        return has(Role.INGEST) || has(Role.WEB);
    }

    /** The batch layer folds what is archived, and nothing else. */
    boolean usesLog() {
        return has(Role.INGEST) || has(Role.PROCESS) || has(Role.WEB);
    }

    /** Whether it is of no use while the log is away. Views are served from the store; live events join when the log comes. */
    boolean needsLog() {
        return has(Role.INGEST) || has(Role.PROCESS);
    }

    /** The parts without which it is of no use. */
    Set<String> needed() {
        Set<String> needed = new HashSet<>();
        if (needsLog()) {
            needed.add("log");
        }
        if (needsStore()) {
            needed.add("store");
        }
        if (has(Role.PROCESS)) {
            needed.add("speed");
        }
        if (has(Role.BATCH)) {
            needed.add("batch");
        }
        return needed;
    }

    boolean usesStore() {
        return needsStore() || bringsFiles || asksArchive;
    }

    /**
     * Whether it is of no use while the store is away. Taking events in goes on, but for files, and for streams that hand out
     * numbers or refer to others.
     */
    boolean needsStore() {
        return has(Role.PROCESS) || has(Role.BATCH) || has(Role.WEB);
    }

    /** As people write them. */
    @Override
    public String toString() {
        return here.stream().map(Role::toString).collect(Collectors.joining(","));
    }

    private void checkNamed(Settings settings) {
        List<String> missing = new ArrayList<>();
        if (usesLog() && settings.kafka().bootstrap().isEmpty()) {
            missing.add("kafka.bootstrap (DATALAB_KAFKA_BOOTSTRAP)");
        }
        if (usesStore() && settings.postgres().url().isEmpty()) {
            missing.add("postgres.url (DATALAB_POSTGRES_URL)" + reason());
        }
        if (!missing.isEmpty()) {
            throw new CommandFailed(
                    "role is " + this + ", and only a process with all roles starts Kafka and PostgreSQL"
                            + " itself; set " + String.join(" and ", missing) + " to what the processes share");
        }
    }

    /** What the store is for where that does not go without saying. */
    private String reason() {
        if (needsStore()) {
            return "";
        }
        return asksArchive
                ? ", which knows the numbers that labs hand out and the events that others refer to"
                : ", which remembers the files that labs bring along";
    }
}
