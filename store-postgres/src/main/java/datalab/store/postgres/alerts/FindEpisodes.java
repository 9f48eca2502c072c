package datalab.store.postgres.alerts;

import datalab.lab.alert.AlertState;
import datalab.store.alert.EpisodeQuery;
import datalab.store.alert.FoundEpisode;
import datalab.store.output.OutputId;
import datalab.store.postgres.sql.TextArray;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** A page of episodes of several alerts, for people. */
public final class FindEpisodes {
    private FindEpisodes() {}

    public static List<FoundEpisode> of(Handle handle, EpisodeQuery query) {
        EpisodeQuery.After after = query.after();
        String sql = """
                select %s, lab, name, target from datalab.alert_episodes
                join (
                    select outputs.id as alert, lab, name, target from datalab.outputs
                    join unnest(:labs, :names, :targets) as asked (lab, name, target) using (lab, name, target)
                ) as alerts using (alert)
                where %s and coalesce(until >= :from::timestamptz, true) and coalesce(since < :to::timestamptz, true) %s
                order by since desc, id desc limit :limit
                """.formatted(
                        AlertTables.EPISODE,
                        state(query.state()),
                        after == null ? "" : "and (since, id) < (:since, :id::uuid)");
        Query asked = handle.createQuery(sql)
                .bind("labs", TextArray.of(query.alerts(), OutputId::lab))
                .bind("names", TextArray.of(query.alerts(), OutputId::of))
                .bind("targets", TextArray.of(query.alerts(), OutputId::target))
                .bind("from", AlertTables.time(query.from()))
                .bind("to", AlertTables.time(query.to()))
                .bind("limit", query.limit());
        if (after != null) {
            asked.bind("since", AlertTables.time(after.since())).bind("id", after.id());
        }
        return asked.map((row, context) -> new FoundEpisode(
                        new OutputId(row.getString("lab"), row.getString("name"), row.getString("target")),
                        AlertTables.episode(row)))
                .list();
    }

    private static String state(@Nullable AlertState state) {
        String isWithdrawn = "coalesce(told_state = 'withdrawn', false)";
        return switch (state) {
            case null -> "true";
            case WITHDRAWN -> isWithdrawn;
            case FIRING -> "until is null and not " + isWithdrawn;
            case RESOLVED -> "until is not null and not " + isWithdrawn;
        };
    }
}
