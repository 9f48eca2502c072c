package datalab.store.postgres.forget;

import datalab.lab.Lab;
import datalab.lab.alert.Alert;
import datalab.lab.forecast.Model;
import datalab.lab.forecast.ScoreEvents;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.store.forget.KeyBelow;
import datalab.store.postgres.ledger.HorizonRow;
import datalab.store.postgres.sql.SqlIdentifiers;
import datalab.store.postgres.sql.SqlType;
import datalab.store.postgres.sql.TextArray;
import datalab.store.postgres.views.PartialTables;
import datalab.store.retention.Retained;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** What the ledger remembers of one key of a stream, beside what views come to. */
final class RememberedKey {
    private final Handle handle;
    private final Lab lab;
    private final EventStream stream;
    private final Object key;

    RememberedKey(Handle handle, Lab lab, EventStream stream, Object key) {
        this.handle = handle;
        this.lab = lab;
        this.stream = stream;
        this.key = key;
    }

    static RememberedKey of(Handle handle, Lab lab, KeyBelow key) {
        return new RememberedKey(handle, lab, key.stream(), key.value());
    }

    /** The states that its next event would go on from. */
    void dropStates() {
        of("delete from datalab.quality_states where lab = :lab and stream = :stream and key = :key")
                .bind("stream", stream.name())
                .execute();
        dropModelStates();
    }

    /**
     * Refuses fits that have begun, as they may have read its events, and asks for others. Comes before the progress of the
     * stream is locked, in the order in which a fit is published.
     */
    void refuseFits() {
        handle.createUpdate("""
                        update datalab.models set token = token + 1,
                            asked = case when name = any(:fitted) then now() else asked end
                        where lab = :lab and name = any(:models)
                        """)
                .bind("lab", lab.name())
                .bind("models", models(false))
                .bind("fitted", models(true))
                .execute();
    }

    /** Of all fits; and scores that wait. */
    void dropModelStates() {
        of("""
                delete from datalab.model_states where key = :key
                and model in (select id from datalab.models where lab = :lab and name = any(:models))
                """).bind("models", models(false)).execute();
        of("delete from datalab.model_scores where lab = :lab and json::jsonb ->> :series = :key")
                .bind("series", ScoreEvents.SERIES)
                .execute();
    }

    /** Rows that name it: episodes of alerts, rows that outputs were refused or have acknowledged, reports of batches. */
    void dropTraces() {
        for (Alert alert : lab.alerts().values()) {
            int place = alert.by().indexOf(stream.key());
            if (place >= 0 && isOfStream(alert.of())) {
                dropEpisodes(alert, place);
            }
        }
        List<String> names =
                lab.outputs().keySet().stream().filter(this::isOfStream).toList();
        for (String table : List.of("output_refused", "output_acknowledged")) {
            of("""
                    delete from datalab.%s as noted using datalab.outputs as output
                    where output.id = noted.output and output.lab = :lab and output.name = any(:names)
                    and exists (select from jsonb_array_elements_text(noted.key::jsonb) as part where part = :key)
                    """.formatted(table)).bind("names", TextArray.of(names)).execute();
        }
        handle.createUpdate("update datalab.batches set report = null where lab = :lab and view = any(:views)")
                .bind("lab", lab.name())
                .bind("views", TextArray.of(views(), View::name))
                .execute();
    }

    /** Rows of its own that no batch can fold again, as their events may be dropped. */
    void dropRowsBeforeHorizon(PartialTables tables) {
        Optional<Instant> horizon = HorizonRow.of(handle, Retained.of(stream));
        for (View view : horizon.isEmpty() ? List.<View>of() : views()) {
            if (view.meet() == null && view.by().contains(stream.key())) {
                handle.createUpdate("delete from %s where %s = :key and _window < :horizon"
                                .formatted(tables.of(view).name(), SqlIdentifiers.column(key())))
                        .bind("key", SqlType.parameter(key))
                        .bind("horizon", SqlType.parameter(horizon.get()))
                        .execute();
            }
        }
    }

    /** The views that its events are in. */
    List<View> views() {
        return lab.views().values().stream()
                .filter(view -> view.source().equals(stream.name()))
                .toList();
    }

    private void dropEpisodes(Alert alert, int place) {
        for (String table : List.of("alert_due", "alert_episodes")) {
            of("""
                    delete from datalab.%s where group_values::jsonb ->> %s = :key
                    and alert in (select id from datalab.outputs where lab = :lab and target = :target)
                    """.formatted(table, place))
                    .bind("target", "alert/" + alert.name())
                    .execute();
        }
    }

    private boolean isOfStream(String name) {
        return name.equals(stream.name())
                || views().stream().anyMatch(view -> view.name().equals(name));
    }

    private TextArray models(boolean onlyFitted) {
        return TextArray.of(
                lab.models().values().stream()
                        .filter(model -> model.of().equals(stream.name()) && !(onlyFitted && model.isExternal()))
                        .toList(),
                Model::name);
    }

    private String key() {
        return String.valueOf(stream.key());
    }

    private Update of(String sql) {
        return handle.createUpdate(sql).bind("lab", lab.name()).bind("key", key.toString());
    }
}
