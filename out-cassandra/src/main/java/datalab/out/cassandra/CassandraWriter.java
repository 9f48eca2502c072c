package datalab.out.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputUnavailable;
import datalab.store.output.OutputWriter;
import datalab.store.output.RefusedRow;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes and deletes rows at the time that their version stands for. Owned by one thread. */
final class CassandraWriter implements OutputWriter {
    private static final int IN_FLIGHT_MAX = 128;

    /** The driver gives up before. */
    private static final int ANSWER_SECONDS_MAX = 30;

    /** What Cassandra says of a row, in one code with what it says of tables. */
    private static final Pattern UNFIT =
            Pattern.compile("max_mutation_size|exceeds allowed maximum|exceeds maximum allowed"
                    + "|(?i)key may not be empty|longer than maximum|is too long");

    private final CassandraTarget target;
    private final OutputTable table;
    private @Nullable RowStatements statements;

    CassandraWriter(CassandraTarget target, OutputTable table) {
        this.target = target;
        this.table = table;
    }

    @Override
    public List<RefusedRow> write(long version, List<OutputRow> rows) {
        List<RefusedRow> refused = new ArrayList<>();
        try {
            for (int from = 0; from < rows.size(); from += IN_FLIGHT_MAX) {
                write(version, rows.subList(from, Math.min(rows.size(), from + IN_FLIGHT_MAX)), refused);
            }
        } catch (DriverException e) {
            throw target.unavailable(e);
        }
        return refused;
    }

    @Override
    public void close() {}

    /** Waits for all that were sent, also where one of them fails. */
    private void write(long version, List<OutputRow> rows, List<RefusedRow> refused) {
        CqlSession session = target.session();
        RowStatements bound = statements(session);
        List<Sent> sent = new ArrayList<>(rows.size());
        for (OutputRow row : rows) {
            try {
                BoundStatement statement = bound.bind(row, version);
                sent.add(new Sent(row, session.executeAsync(statement)));
            } catch (UnfitColumn e) {
                refused.add(new RefusedRow(row, String.valueOf(e.getMessage())));
            }
        }
        @Nullable DriverException failed = null;
        for (Sent each : sent) {
            DriverException failure = failure(each);
            if (failure instanceof InvalidQueryException
                    && UNFIT.matcher(String.valueOf(failure.getMessage())).find()) {
                refused.add(new RefusedRow(each.row(), String.valueOf(failure.getMessage())));
            } else if (failure != null) {
                failed = failure;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    /** The table may have been altered, or dropped and made again, since it was prepared. */
    private RowStatements statements(CqlSession session) {
        if (statements == null) {
            statements = new RowStatements(
                    session,
                    table,
                    session.getMetadata()
                            .getKeyspace(CqlIdentifier.fromInternal(target.keyspace()))
                            .flatMap(keyspace -> keyspace.getTable(CqlIdentifier.fromInternal(table.name())))
                            .orElseThrow(() -> new OutputUnavailable(
                                    "there is no table " + CqlTable.name(target.keyspace(), table), null)));
        }
        return statements;
    }

    private static @Nullable DriverException failure(Sent sent) {
        try {
            sent.answer().toCompletableFuture().get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
            return null;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DriverException failure) {
                return failure;
            }
            throw new IllegalStateException("a write failed", e);
        } catch (TimeoutException e) {
            throw new OutputUnavailable("no answer within " + ANSWER_SECONDS_MAX + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutputUnavailable("interrupted while waiting for an answer", e);
        }
    }

    private record Sent(OutputRow row, CompletionStage<AsyncResultSet> answer) {}
}
