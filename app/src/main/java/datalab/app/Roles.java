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
    private final boolean needsArchive;

    private Roles(Set<Role> here, List<EventStream> streams) {
        this.here = here;
        this.bringsFiles =
                streams.stream().flatMap(stream -> stream.in().all().stream()).anyMatch(Input::isLoadedOnce);
        this.needsArchive = here.contains(Role.INGEST)
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

    /** Whether this process has all roles, as by default. Only such a process starts embedded servers. */
    public boolean isAll() {
        return here.size() == Role.values().length;
    }

    /** Whether this process serves anything over gRPC: ingest or queries. */
    boolean serveGrpc() {
        return has(Role.INGEST) || has(Role.WEB);
    }

    /** The batch layer folds what is archived, and nothing else. */
    boolean usesLog() {
        return has(Role.INGEST) || has(Role.PROCESS) || has(Role.WEB);
    }

    /** Whether it cannot work while the log is away. Views are served from the store; live events start with the log. */
    boolean needsLog() {
        return has(Role.INGEST) || has(Role.PROCESS);
    }

    /** The parts that must work for this process to be ready. */
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
        return needsStore() || bringsFiles || needsArchive;
    }

    /**
     * Whether it cannot work while the store is unavailable. Ingest goes on, except for files and for streams that generate
     * numbers or refer to other streams.
     */
    boolean needsStore() {
        return has(Role.PROCESS) || has(Role.BATCH) || has(Role.WEB);
    }

    /** The roles as written in settings. */
    @Override
    public String toString() {
        return here.stream().map(Role::toString).collect(Collectors.joining(","));
    }

    private void checkNamed(Settings settings) {
        List<String> missing = new ArrayList<>();
        if (usesLog() && settings.kafka().bootstrap().isEmpty()) {
            missing.add("kafka.bootstrap (DATALAB_KAFKA_BOOTSTRAP)");
        }
        boolean isAsked = usesStore() || settings.access().on();
        if (isAsked && settings.postgres().url().isEmpty()) {
            missing.add("postgres.url (DATALAB_POSTGRES_URL)" + reason());
        }
        if (!missing.isEmpty()) {
            throw new CommandFailed(
                    "role is " + this + ", and only a process with all roles starts Kafka and PostgreSQL"
                            + " itself; set " + String.join(" and ", missing) + " to what the processes share");
        }
    }

    /** What this process needs the store for, if that is not obvious. */
    private String reason() {
        if (needsStore()) {
            return "";
        }
        if (!usesStore()) {
            return ", which knows the tokens of those who may come in";
        }
        return needsArchive
                ? ", which knows the numbers that labs hand out and the events that others refer to"
                : ", which remembers the files that labs bring along";
    }
}
