package datalab.store.postgres.ledger;

import datalab.store.postgres.sql.SqlType;
import datalab.store.retention.Retained;
import datalab.store.retention.Retained.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** One row of {@code datalab.horizons}. */
public final class HorizonRow {
    private HorizonRow() {}

    /** As it is in the transaction's snapshot. */
    public static Optional<Instant> of(Handle handle, Retained retained) {
        return handle.createQuery("""
                        select horizon from datalab.horizons where lab = :lab and kind = :kind and name = :name
                        """)
                .bind("lab", retained.lab())
                .bind("kind", retained.kind().text())
                .bind("name", retained.name())
                .map((row, context) -> SqlType.timeOf(row, 1))
                .findOne();
    }

    public static Map<Retained, Instant> ofLab(Handle handle, String lab) {
        Map<Retained, Instant> horizons = new HashMap<>();
        handle.createQuery("select kind, name, horizon from datalab.horizons where lab = :lab")
                .bind("lab", lab)
                .map((row, context) -> Map.entry(retained(lab, row), SqlType.timeOf(row, 3)))
                .forEach(each -> horizons.put(each.getKey(), each.getValue()));
        return horizons;
    }

    private static Retained retained(String lab, ResultSet row) throws SQLException {
        String kind = row.getString(1);
        return new Retained(lab, kind.equals(Kind.VIEW.text()) ? Kind.VIEW : Kind.STREAM, row.getString(2));
    }

    /** Of what is not there any more: it begins anew. */
    public static void drop(Handle handle, Retained retained) {
        handle.createUpdate("delete from datalab.horizons where lab = :lab and kind = :kind and name = :name")
                .bind("lab", retained.lab())
                .bind("kind", retained.kind().text())
                .bind("name", retained.name())
                .execute();
    }

    /** Answers where it is then: of two who raise it at once, the second sees what the first has left. */
    public static Instant raise(Handle handle, Retained retained, Instant to) {
        return handle.createQuery("""
                        insert into datalab.horizons as kept (lab, kind, name, horizon) values (:lab, :kind, :name, :to)
                        on conflict (lab, kind, name) do update set horizon = greatest(kept.horizon, excluded.horizon)
                        returning horizon
                        """)
                .bind("lab", retained.lab())
                .bind("kind", retained.kind().text())
                .bind("name", retained.name())
                .bind("to", SqlType.parameter(to))
                .map((row, context) -> SqlType.timeOf(row, 1))
                .one();
    }
}
