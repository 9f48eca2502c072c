package datalab.web.route;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.Route;
import datalab.lab.Route.RowMember;
import datalab.lab.expression.Column;
import datalab.lab.json.ValueJson;
import datalab.lab.stream.Field;
import datalab.lab.time.TimePattern;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import datalab.lab.view.ViewJson;
import datalab.lab.view.Windows;
import datalab.store.view.ViewRow;
import datalab.web.format.JsonLayout;
import datalab.web.route.ViewRowJoin.JoinedRow;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes the rows of a route over views as JSON objects. Thread-safe. */
final class ViewRowJson implements JsonLayout<JoinedRow> {
    private final List<ViewFold> folds;
    private final List<Member> members = new ArrayList<>();
    private final @Nullable DateTimeFormatter timeFormat;

    /** @param folds of the route's views, in their order; each has the columns that the route shows */
    ViewRowJson(Route.ViewRows route, List<ViewFold> folds) {
        this.folds = folds;
        ViewFold first = folds.getFirst();
        this.timeFormat = route.timePattern() == null
                ? null
                : TimePattern.writing(route.timePattern()).withZone(zone(first));
        for (Map.Entry<String, RowMember> member : route.columns().entrySet()) {
            Writes writes = switch (member.getValue()) {
                case RowMember.Group(String field) -> group(first, field);
                case RowMember.WindowStart() -> (out, row, values) -> writeWindow(out, row.key());
                case RowMember.ViewValue(String view, String column) ->
                    value(route.views().indexOf(view), column);
            };
            members.add(new Member(member.getKey(), writes));
        }
    }

    private record Member(String name, Writes writes) {}

    /** Writes one value of a row. */
    private interface Writes {
        /** @param values what each view presents of the row; null where it has none */
        void write(JsonGenerator out, JoinedRow row, List<@Nullable List<@Nullable Object>> values) throws IOException;
    }

    /** In which windows are written and asked for: that of their calendar, or else the stream's. */
    static ZoneId zone(ViewFold fold) {
        return fold.view().every() instanceof Windows.Calendar calendar
                ? calendar.zone()
                : fold.stream().zone();
    }

    @Override
    public void writeJson(JsonGenerator out, JoinedRow row) throws IOException {
        List<@Nullable List<@Nullable Object>> values = new ArrayList<>();
        for (int i = 0; i < folds.size(); i++) {
            ViewRow part = row.parts().get(i);
            values.add(part == null ? null : folds.get(i).present(part.partial()));
        }
        out.writeStartObject();
        for (Member member : members) {
            out.writeFieldName(member.name());
            member.writes().write(out, row, values);
        }
        out.writeEndObject();
    }

    private static Writes group(ViewFold fold, String name) {
        int index = fold.view().by().indexOf(name);
        boolean asText = fold.stream().field(name).map(Field::asText).orElse(false);
        return (out, row, values) -> {
            Object value = row.key().group().get(index);
            if (value != null && asText) {
                out.writeString(ValueJson.text(value));
            } else {
                ValueJson.write(out, value);
            }
        };
    }

    private Writes value(int view, String name) {
        ViewColumn column = ViewColumn.of(folds.get(view), name);
        Column shown = folds.get(view).columns().get(column.index());
        return (out, row, values) -> {
            List<@Nullable Object> presented = values.get(view);
            ViewJson.writeValue(out, shown, presented == null ? null : presented.get(column.index()));
        };
    }

    private void writeWindow(JsonGenerator out, RowKey key) throws IOException {
        Instant start = Objects.requireNonNull(key.windowStart(), "labs are checked: the view has windows");
        out.writeString(timeFormat == null ? start.toString() : timeFormat.format(start));
    }
}
