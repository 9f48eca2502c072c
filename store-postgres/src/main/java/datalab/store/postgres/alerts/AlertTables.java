package datalab.store.postgres.alerts;

import datalab.lab.alert.AlertState;
import datalab.store.alert.AlertEpisode;
import datalab.store.alert.AlertGroup;
import datalab.store.alert.AlertMessage;
import datalab.store.alert.DueGroup;
import datalab.store.postgres.sql.NumberArray;
import datalab.store.postgres.sql.SqlType;
import datalab.store.postgres.sql.TextArray;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What is kept of one alert. */
public final class AlertTables {
    /** The columns of an episode, as {@link #episode} reads them. */
    static final String EPISODE = "id::text, group_key, group_values, since, fired, until, value, told, told_state";

    private final Handle handle;
    private final int alert;

    /** @param alert its row in {@code datalab.outputs} */
    public AlertTables(Handle handle, int alert) {
        this.handle = handle;
        this.alert = alert;
    }

    void due(Collection<DueGroup> groups) {
        if (groups.isEmpty()) {
            return;
        }
        handle.createUpdate("""
                        insert into datalab.alert_due as due (alert, group_key, group_values, from_time, to_time, ready)
                        select :alert, group_key, group_values, from_time, to_time, ready
                        from unnest(:keys, :values, :from::timestamptz[], :to::timestamptz[], :ready::timestamptz[])
                            as touched (group_key, group_values, from_time, to_time, ready) order by group_key
                        on conflict (alert, group_key) do update
                        set from_time = least(due.from_time, excluded.from_time),
                            to_time = greatest(due.to_time, excluded.to_time),
                            ready = least(due.ready, excluded.ready)
                        """)
                .bind("alert", alert)
                .bind("keys", TextArray.of(groups, due -> due.group().key()))
                .bind("values", TextArray.of(groups, due -> due.group().values()))
                .bind("from", TextArray.of(groups, DueGroup::from))
                .bind("to", TextArray.of(groups, DueGroup::to))
                .bind("ready", TextArray.of(groups, DueGroup::ready))
                .execute();
    }

    void allDue(Instant ready) {
        handle.createUpdate("""
                        insert into datalab.alert_due as due (alert, group_key, group_values, from_time, to_time, ready)
                        select alert, group_key, min(group_values), min(since), max(coalesce(until, fired)), :ready
                        from datalab.alert_episodes where alert = :alert group by alert, group_key
                        on conflict (alert, group_key) do update
                        set from_time = least(due.from_time, excluded.from_time),
                            to_time = greatest(due.to_time, excluded.to_time), ready = least(due.ready, excluded.ready)
                        """).bind("alert", alert).bind("ready", time(ready)).execute();
    }

    boolean isDue(Instant now) {
        return handle.createQuery(
                        "select exists (select from datalab.alert_due where alert = :alert and ready <= :now)")
                .bind("alert", alert)
                .bind("now", time(now))
                .mapTo(Boolean.class)
                .one();
    }

    List<DueGroup> dueBy(Instant now, int limit) {
        return handle.createQuery("""
                        select group_key, group_values, from_time, to_time, ready from datalab.alert_due
                        where alert = :alert and ready <= :now order by ready limit :limit
                        """)
                .bind("alert", alert)
                .bind("now", time(now))
                .bind("limit", limit)
                .map((row, context) -> new DueGroup(
                        new AlertGroup(row.getString(1), row.getString(2)),
                        SqlType.timeOf(row, 3),
                        SqlType.timeOf(row, 4),
                        SqlType.timeOf(row, 5)))
                .list();
    }

    void looked(AlertGroup group) {
        handle.createUpdate("delete from datalab.alert_due where alert = :alert and group_key = :key")
                .bind("alert", alert)
                .bind("key", group.key())
                .execute();
    }

    List<AlertEpisode> episodes(AlertGroup group, Instant from, @Nullable Instant to) {
        return handle.createQuery("""
                        select %s from datalab.alert_episodes
                        where alert = :alert and group_key = :key and coalesce(until >= :from, true)
                            and since <= coalesce(:to, 'infinity'::timestamptz)
                        order by since, id
                        """.formatted(EPISODE))
                .bind("alert", alert)
                .bind("key", group.key())
                .bind("from", time(from))
                .bind("to", time(to))
                .map((row, context) -> episode(row))
                .list();
    }

    void put(AlertEpisode episode) {
        AlertState told = episode.toldState();
        handle.createUpdate("""
                        insert into datalab.alert_episodes
                            (id, alert, group_key, group_values, since, fired, until, value, told, told_state)
                        values (:id::uuid, :alert, :key, :values, :since, :fired, :until, :value, :told, :told_state)
                        on conflict (id) do update
                        set since = excluded.since, fired = excluded.fired, until = excluded.until, value = excluded.value,
                            told = excluded.told, told_state = excluded.told_state
                        """)
                .bind("id", episode.id())
                .bind("alert", alert)
                .bind("key", episode.group().key())
                .bind("values", episode.group().values())
                .bind("since", time(episode.since()))
                .bind("fired", time(episode.fired()))
                .bind("until", time(episode.until()))
                .bind("value", episode.value())
                .bind("told", episode.told())
                .bind("told_state", told == null ? null : told.text())
                .execute();
    }

    void delete(AlertEpisode episode) {
        handle.createUpdate("delete from datalab.alert_episodes where id = :id::uuid")
                .bind("id", episode.id())
                .execute();
    }

    void tell(String json) {
        handle.createUpdate("insert into datalab.alert_messages (alert, json) values (:alert, :json)")
                .bind("alert", alert)
                .bind("json", json)
                .execute();
    }

    public List<AlertMessage> unsent(int limit) {
        return handle.createQuery("""
                        select number, json from datalab.alert_messages where alert = :alert order by number limit :limit
                        """)
                .bind("alert", alert)
                .bind("limit", limit)
                .map((row, context) -> new AlertMessage(row.getLong(1), row.getString(2)))
                .list();
    }

    public void sent(Collection<AlertMessage> messages) {
        handle.createUpdate("delete from datalab.alert_messages where alert = :alert and number = any(:numbers)")
                .bind("alert", alert)
                .bind("numbers", NumberArray.ofLongs(messages, AlertMessage::number))
                .execute();
    }

    static AlertEpisode episode(ResultSet row) throws SQLException {
        double value = row.getDouble("value");
        boolean hasValue = !row.wasNull();
        String told = row.getString("told_state");
        OffsetDateTime until = row.getObject("until", OffsetDateTime.class);
        return new AlertEpisode(
                row.getString(1),
                new AlertGroup(row.getString("group_key"), row.getString("group_values")),
                SqlType.timeOf(row, 4),
                SqlType.timeOf(row, 5),
                until == null ? null : until.toInstant(),
                hasValue ? (Double) value : null,
                row.getInt("told"),
                told == null ? null : AlertState.valueOf(told.toUpperCase(Locale.ROOT)));
    }

    static @Nullable OffsetDateTime time(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }
}
