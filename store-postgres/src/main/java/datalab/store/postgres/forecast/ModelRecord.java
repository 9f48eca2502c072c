package datalab.store.postgres.forecast;

import datalab.lab.event.Offsets;
import datalab.lab.forecast.Model;
import datalab.store.forecast.FitLease;
import datalab.store.forecast.FitLost;
import datalab.store.forecast.ModelStatus;
import datalab.store.forecast.ModelVersion;
import datalab.store.postgres.ledger.OffsetsText;
import datalab.store.postgres.sql.SqlType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The row of a model in {@code datalab.models}. */
public final class ModelRecord {
    private ModelRecord() {}

    /** Notes the model where it is not known. */
    public static ModelVersion version(Handle handle, Model model) {
        return find(handle, model).orElseGet(() -> {
            handle.createUpdate("""
                            insert into datalab.models (lab, name, definition) values (:lab, :name, :definition)
                            on conflict do nothing
                            """)
                    .bind("lab", model.lab())
                    .bind("name", model.name())
                    .bind("definition", model.definition())
                    .execute();
            return find(handle, model).orElseThrow();
        });
    }

    private static Optional<ModelVersion> find(Handle handle, Model model) {
        return handle.createQuery("""
                        select id, generation from datalab.models
                        where lab = :lab and name = :name and definition = :definition
                        """)
                .bind("lab", model.lab())
                .bind("name", model.name())
                .bind("definition", model.definition())
                .map((row, context) -> new ModelVersion(row.getInt(1), row.getLong(2)))
                .findOne();
    }

    public static List<ModelStatus> statuses(Handle handle, Collection<Model> models) {
        Map<String, Model> byDefinition = models.stream()
                .collect(Collectors.toMap(model -> model.name() + " " + model.definition(), model -> model));
        Map<String, ModelStatus> found = new HashMap<>();
        for (String lab : models.stream().map(Model::lab).distinct().toList()) {
            handle.createQuery("""
                            select name, definition, id, generation, below, keys, fitted, asked, attempted, error
                            from datalab.models where lab = :lab
                            """)
                    .bind("lab", lab)
                    .map((row, context) -> Map.entry(row.getString(1) + " " + row.getString(2), status(row)))
                    .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        }
        return byDefinition.keySet().stream()
                .filter(found::containsKey)
                .map(found::get)
                .toList();
    }

    private static ModelStatus status(ResultSet row) throws SQLException {
        return new ModelStatus(
                row.getString(1),
                new ModelVersion(row.getInt(3), row.getLong(4)),
                OffsetsText.parse(row.getString(5)),
                row.getInt(6),
                SqlType.time(row, 7),
                SqlType.time(row, 8),
                SqlType.time(row, 9),
                row.getString(10));
    }

    public static void ask(Handle handle, Model model) {
        ModelVersion version = version(handle, model);
        handle.createUpdate("update datalab.models set asked = now() where id = :id")
                .bind("id", version.id())
                .execute();
    }

    /** Begins a fit: what others have staged is deleted. */
    public static FitLease begin(Handle handle, Model model) {
        ModelVersion version = version(handle, model);
        long token = handle.createQuery("""
                        update datalab.models set token = token + 1, asked = null, attempted = now(), error = null
                        where id = :id returning token
                        """)
                .bind("id", version.id())
                .mapTo(Long.class)
                .one();
        handle.createUpdate("""
                        delete from datalab.model_states where model = :id
                        and generation <> (select generation from datalab.models where id = :id)
                        """).bind("id", version.id()).execute();
        return new FitLease(model, new ModelVersion(version.id(), token));
    }

    /** Keeps other fits out until the transaction ends, and gives a sign of life. */
    public static void lock(Handle handle, FitLease lease) {
        long token = handle.createQuery("update datalab.models set attempted = now() where id = :id returning token")
                .bind("id", lease.version().id())
                .mapTo(Long.class)
                .findOne()
                .orElse(-1L);
        if (token != lease.version().generation()) {
            throw new FitLost(lease.model().lab() + "." + lease.model().name());
        }
    }

    /** Makes what is staged count. What waits to be scored goes on waiting. */
    public static void publish(Handle handle, FitLease lease, Offsets below) {
        int id = lease.version().id();
        handle.createUpdate("""
                        update datalab.model_states as next set pending = before.pending
                        from datalab.model_states as before
                        where next.model = :id and next.generation = :generation and before.model = :id
                        and before.generation = (select generation from datalab.models where id = :id)
                        and before.key = next.key
                        """)
                .bind("id", id)
                .bind("generation", lease.version().generation())
                .execute();
        handle.createUpdate("""
                        update datalab.models set generation = token, below = :below, fitted = now(), error = null,
                            keys = (select count(*) from datalab.model_states where model = :id and generation = token)
                        where id = :id
                        """)
                .bind("id", id)
                .bind("below", OffsetsText.of(below))
                .execute();
        handle.createUpdate("delete from datalab.model_states where model = :id and generation < :generation")
                .bind("id", id)
                .bind("generation", lease.version().generation())
                .execute();
        handle.createUpdate("""
                        delete from datalab.models where lab = :lab and name = :name and id <> :id
                        """)
                .bind("lab", lease.model().lab())
                .bind("name", lease.model().name())
                .bind("id", id)
                .execute();
    }

    public static void failed(Handle handle, FitLease lease, String why) {
        lock(handle, lease);
        handle.createUpdate("update datalab.models set error = :why where id = :id")
                .bind("id", lease.version().id())
                .bind("why", why)
                .execute();
    }
}
