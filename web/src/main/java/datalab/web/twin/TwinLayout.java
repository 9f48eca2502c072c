package datalab.web.twin;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.http.openapi.JsonSchema;
import datalab.lab.expression.Column;
import datalab.web.format.RowLayout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The layout of a twin's rows, whose numbers have the unit of the value. Immutable. */
final class TwinLayout implements RowLayout<TwinRow> {
    private static final List<String> NUMBERS = List.of("value", "lower", "upper", "residual");

    private final List<Column> columns = new ArrayList<>();

    TwinLayout(@Nullable String unit) {
        columns.add(new Column("at", Column.Type.TIME, null));
        columns.add(new Column("kind", Column.Type.STRING, null));
        columns.add(new Column("name", Column.Type.STRING, null));
        NUMBERS.forEach(name -> columns.add(new Column(name, Column.Type.NUMBER, unit)));
    }

    /** @param unit null where not all values of the lab that are modelled have the same */
    static ObjectNode schema(@Nullable String unit) {
        ObjectNode row = JsonSchema.object();
        ObjectNode properties = row.putObject("properties");
        properties.set("at", JsonSchema.time("the start of the slot"));
        properties.set("kind", JsonSchema.words(TwinKind.texts()));
        properties.set(
                "name",
                JsonSchema.nullable(JsonSchema.described("string", "the model or the scenario, null for none")));
        properties.set("value", JsonSchema.unit(JsonSchema.type("number"), unit));
        NUMBERS.stream().skip(1).forEach(name -> properties.set(name, number(unit)));
        row.putArray("required").add("at").add("kind").add("name").add("value");
        return row;
    }

    private static ObjectNode number(@Nullable String unit) {
        return JsonSchema.unit(JsonSchema.nullable(JsonSchema.type("number")), unit);
    }

    @Override
    public void writeJson(JsonGenerator json, TwinRow row) throws IOException {
        json.writeStartObject();
        json.writeStringField("at", row.at().toString());
        json.writeStringField("kind", row.kind().text());
        json.writeStringField("name", row.name());
        json.writeNumberField("value", row.value());
        number(json, "lower", row.lower());
        number(json, "upper", row.upper());
        number(json, "residual", row.residual());
        json.writeEndObject();
    }

    private static void number(JsonGenerator json, String name, @Nullable Double number) throws IOException {
        if (number == null) {
            json.writeNullField(name);
        } else {
            json.writeNumberField(name, number);
        }
    }

    @Override
    public List<Column> columns() {
        return List.copyOf(columns);
    }

    @Override
    public List<@Nullable Object> cells(TwinRow row) {
        List<@Nullable Object> cells = new ArrayList<>();
        cells.add(row.at());
        cells.add(row.kind().text());
        cells.add(row.name());
        cells.add(row.value());
        cells.add(row.lower());
        cells.add(row.upper());
        cells.add(row.residual());
        return cells;
    }
}
