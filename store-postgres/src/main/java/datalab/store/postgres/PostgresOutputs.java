package datalab.store.postgres;

import datalab.lab.event.Offsets;
import datalab.lab.stream.EventStream;
import datalab.store.ledger.Progress;
import datalab.store.output.Acknowledgement;
import datalab.store.output.OutputId;
import datalab.store.output.OutputLease;
import datalab.store.output.OutputLedger;
import datalab.store.output.OutputPosition;
import datalab.store.output.OutputStatus;
import datalab.store.output.OutputStep;
import datalab.store.postgres.connection.Database;
import datalab.store.postgres.ledger.ProgressRow;
import datalab.store.postgres.outputs.NotedAcknowledgements;
import datalab.store.postgres.outputs.OutputArchives;
import datalab.store.postgres.outputs.OutputKeys;
import datalab.store.postgres.outputs.OutputRecord;
import datalab.store.postgres.outputs.PostgresOutputStep;
import datalab.store.postgres.outputs.ReadOutputs;
import datalab.store.postgres.views.PartialTables;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** {@link OutputLedger} in {@code datalab.outputs} and the tables beside it. Thread-safe. */
final class PostgresOutputs implements OutputLedger {
    private final Supplier<Database> database;
    private final PartialTables viewTables;
    private final OutputArchives archives;

    PostgresOutputs(Supplier<Database> database, PartialTables viewTables, OutputArchives archives) {
        this.archives = archives;
        this.database = database;
        this.viewTables = viewTables;
    }

    @Override
    public OutputLease take(OutputId output) {
        return database.get().change("take over " + output, handle -> OutputRecord.take(handle, output));
    }

    @Override
    public void follow(OutputId output, EventStream stream) {
        database.get().change("follow " + output, handle -> {
            OutputRecord.follow(handle, output, () -> Progress.offsets(ProgressRow.all(handle, stream)));
            return output;
        });
    }

    @Override
    public <T> T look(OutputLease lease, Function<OutputPosition, T> looking) {
        return database.get()
                .read(
                        "look at " + lease.output(),
                        handle -> looking.apply(PostgresOutputStep.look(handle, viewTables, archives, lease)));
    }

    @Override
    public <T> T step(OutputLease lease, Function<OutputStep, T> reading) {
        return database.get()
                .changeInSnapshot(
                        "step of " + lease.output(),
                        handle -> reading.apply(PostgresOutputStep.begin(handle, viewTables, archives, lease)));
    }

    @Override
    public void acknowledged(OutputLease lease, Collection<Acknowledgement> acknowledged) {
        database.get().change("acknowledged by " + lease.output(), handle -> {
            OutputRecord output = OutputRecord.lock(handle, lease);
            new NotedAcknowledgements(handle, output.id()).add(acknowledged);
            return lease;
        });
    }

    @Override
    public void written(
            OutputLease lease,
            Offsets until,
            @Nullable Instant stale,
            Collection<String> taken,
            Map<String, String> refused) {
        note(lease, "written " + lease.output(), handle -> {
            OutputRecord output = OutputRecord.lock(handle, lease);
            output.moveTo(handle, until);
            output.noteStale(handle, stale);
            OutputKeys keys = new OutputKeys(handle, output.id());
            keys.taken(taken);
            keys.refused(refused);
            NotedAcknowledgements acknowledged = new NotedAcknowledgements(handle, output.id());
            acknowledged.remove(taken);
            acknowledged.remove(refused.keySet());
        });
    }

    @Override
    public void complete(OutputLease lease, String state, long asked, Duration lateMax) {
        note(lease, "complete " + lease.output(), handle -> {
            OutputRecord output = OutputRecord.lock(handle, lease);
            output.complete(handle, state, asked);
            new OutputKeys(handle, output.id()).forgetDeleted(before(output, lateMax));
        });
    }

    @Override
    public void ended(OutputLease lease, Collection<String> keys, Duration lateMax) {
        note(lease, "ended rows of " + lease.output(), handle -> {
            OutputRecord output = OutputRecord.lock(handle, lease);
            OutputKeys noted = new OutputKeys(handle, output.id());
            if (lateMax.isZero()) {
                noted.forgetDeleted(keys);
            } else {
                noted.forgetWindows(keys);
                noted.forgetDeleted(before(output, lateMax));
            }
        });
    }

    /** The version that was the last one so long ago: versions go on from the time. */
    private static long before(OutputRecord output, Duration past) {
        return output.version() - TimeUnit.NANOSECONDS.toMicros(past.toNanos());
    }

    @Override
    public void alarm(OutputId output, @Nullable String message) {
        database.get().change("alarm of " + output, handle -> {
            OutputRecord.alarm(handle, output, message);
            return true;
        });
    }

    @Override
    public boolean askAgain(OutputId output) {
        return database.get().change("ask for " + output, handle -> OutputRecord.askAgain(handle, output));
    }

    @Override
    public List<OutputStatus> statuses(String lab) {
        return database.get().read("outputs of " + lab, handle -> ReadOutputs.of(handle, lab));
    }

    /** A crash of the server may take it back, and then it is done once more: waiting for the disk would make it no safer. */
    private void note(OutputLease lease, String what, Consumer<Handle> work) {
        database.get().commit(what, handle -> {
            work.accept(handle);
            return lease;
        });
    }
}
