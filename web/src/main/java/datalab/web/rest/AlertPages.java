package datalab.web.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.OperationParameter;
import datalab.lab.Lab;
import datalab.lab.alert.Alert;
import datalab.lab.alert.AlertState;
import datalab.lab.expression.Column;
import datalab.lab.time.TimeRule;
import datalab.store.alert.AlertEpisode;
import datalab.store.alert.AlertLedger;
import datalab.store.alert.EpisodeQuery;
import datalab.store.alert.FoundEpisode;
import datalab.store.output.OutputId;
import datalab.web.format.RowLayout;
import datalab.web.query.Cursor;
import datalab.web.query.Page;
import datalab.web.query.PageParameters;
import datalab.web.query.QueryParameters;
import datalab.web.query.TimeParameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** When alerts of a lab held, the latest first. Thread-safe. */
final class AlertPages {
    static final RowLayout<Held> LAYOUT = new Layout();
    private static final int LIMIT_DEFAULT = 100;
    private static final int LIMIT_MAX = 1_000;
    private static final List<String> STATES =
            Arrays.stream(AlertState.values()).map(AlertState::text).toList();

    private static final String KIND = "a1";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final AlertLedger alerts;
    private final Clock clock;

    AlertPages(AlertLedger alerts, Clock clock) {
        this.alerts = alerts;
        this.clock = clock;
    }

    /** An episode with its alert. */
    record Held(Alert alert, AlertEpisode episode) {}

    /** A lab without alerts has none to name. */
    static List<OperationParameter> parameters(Lab lab) {
        List<OperationParameter> parameters = new ArrayList<>();
        if (!lab.alerts().isEmpty()) {
            List<String> names = List.copyOf(lab.alerts().keySet());
            parameters.add(OperationParameter.query("alert", "of this alert alone", JsonSchema.words(names)));
        }
        parameters.add(OperationParameter.query("state", "in this state alone", JsonSchema.words(STATES)));
        parameters.add(PageParameters.FROM);
        parameters.add(PageParameters.TO);
        parameters.add(OperationParameter.query(
                "limit",
                "the most episodes of a page",
                JsonSchema.wholeNumber(1, LIMIT_MAX).put("default", LIMIT_DEFAULT)));
        parameters.add(PageParameters.AFTER);
        parameters.add(PageParameters.format(false));
        return parameters;
    }

    Page<Held> page(Lab lab, QueryParameters query) {
        List<String> names = List.copyOf(lab.alerts().keySet());
        String name = query.text("alert").isEmpty() ? null : query.word("alert", "", names);
        List<Alert> asked = lab.alerts().values().stream()
                .filter(alert -> name == null || alert.name().equals(name))
                .toList();
        String state = query.text("state").isEmpty() ? null : query.word("state", "", STATES);
        TimeParameters times = new TimeParameters(TimeRule.UTC, clock);
        int limit = query.count("limit", LIMIT_DEFAULT, LIMIT_MAX);
        List<FoundEpisode> found = alerts.episodes(new EpisodeQuery(
                asked.stream().map(OutputId::of).toList(),
                state == null ? null : AlertState.valueOf(state.toUpperCase(Locale.ROOT)),
                query.time("from", times),
                query.time("to", times),
                query.text("after").map(AlertPages::after).orElse(null),
                limit + 1));
        List<Held> held = found.stream().map(one -> held(asked, one)).toList();
        return Page.of(
                held,
                limit,
                last -> Cursor.encode(
                        KIND, last.episode().since() + " " + last.episode().id()));
    }

    private static EpisodeQuery.After after(String given) {
        String[] parts = Cursor.decode(KIND, given).split(" ", -1);
        if (parts.length != 2) {
            throw Cursor.malformed();
        }
        try {
            return new EpisodeQuery.After(
                    Cursor.time(parts[0]), UUID.fromString(parts[1]).toString());
        } catch (IllegalArgumentException e) {
            throw Cursor.malformed();
        }
    }

    private static Held held(List<Alert> asked, FoundEpisode found) {
        Alert alert = asked.stream()
                .filter(one -> OutputId.of(one).equals(found.alert()))
                .findFirst()
                .orElseThrow();
        return new Held(alert, found.episode());
    }

    private static JsonNode values(Held row) {
        try {
            return JSON.readTree(row.episode().group().values());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Layout implements RowLayout<Held> {
        @Override
        public void writeJson(JsonGenerator json, Held row) throws IOException {
            AlertEpisode episode = row.episode();
            json.writeStartObject();
            json.writeStringField("episode", episode.id());
            json.writeStringField("alert", row.alert().name());
            json.writeStringField("title", row.alert().title());
            json.writeObjectFieldStart("group");
            JsonNode values = values(row);
            for (int i = 0; i < row.alert().by().size() && i < values.size(); i++) {
                json.writeFieldName(row.alert().by().get(i));
                json.writeRawValue(values.get(i).toString());
            }
            json.writeEndObject();
            json.writeStringField("state", episode.state().text());
            json.writeStringField("since", episode.since().toString());
            json.writeStringField("fired", episode.fired().toString());
            json.writeStringField(
                    "until", episode.until() == null ? null : episode.until().toString());
            if (episode.value() == null) {
                json.writeNullField("value");
            } else {
                json.writeNumberField("value", episode.value());
            }
            json.writeNumberField("told", episode.told());
            json.writeEndObject();
        }

        @Override
        public List<Column> columns() {
            return List.of(
                    column("episode", Column.Type.STRING),
                    column("alert", Column.Type.STRING),
                    column("title", Column.Type.STRING),
                    column("group", Column.Type.JSON),
                    column("state", Column.Type.STRING),
                    column("since", Column.Type.TIME),
                    column("fired", Column.Type.TIME),
                    column("until", Column.Type.TIME),
                    column("value", Column.Type.NUMBER),
                    column("told", Column.Type.INTEGER));
        }

        private static Column column(String name, Column.Type type) {
            return new Column(name, type, null);
        }

        @Override
        public List<@Nullable Object> cells(Held row) {
            AlertEpisode episode = row.episode();
            List<@Nullable Object> cells = new ArrayList<>();
            cells.add(episode.id());
            cells.add(row.alert().name());
            cells.add(row.alert().title());
            cells.add(values(row).toString());
            cells.add(episode.state().text());
            cells.add(episode.since());
            cells.add(episode.fired());
            cells.add(episode.until());
            cells.add(episode.value());
            cells.add((long) episode.told());
            return cells;
        }
    }
}
