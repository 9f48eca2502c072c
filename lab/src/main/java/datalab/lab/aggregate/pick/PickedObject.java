package datalab.lab.aggregate.pick;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.aggregate.fold.Component;
import datalab.lab.aggregate.fold.ComponentSql;
import datalab.lab.event.Event;
import datalab.lab.expression.Column;
import datalab.lab.expression.Expression;
import datalab.lab.json.ValueJson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Some fields of the picked event as a JSON object; events without a value to pick by take no part. */
record PickedObject(String name, Expression byExpression, List<String> fields, List<Expression> expressions)
        implements Picked {
    private static final JsonFactory JSON = new JsonFactory();

    @Override
    public boolean takes(Event event) {
        return byExpression.value(event) != null;
    }

    @Override
    public @Nullable Object by(Event event) {
        return byExpression.value(event);
    }

    @Override
    public @Nullable Object[] values(Event event) {
        return PickedEvent.values(expressions, event);
    }

    @Override
    public List<Column> columns() {
        return List.of(new Column(name, Column.Type.JSON, null));
    }

    @Override
    public void present(@Nullable Pick pick, List<@Nullable Object> into) {
        into.add(pick == null ? null : json(pick.values()));
    }

    @Override
    public List<Component> components() {
        return List.of(new Component(name, "value", Column.Type.JSON), new Component(name, "by", byExpression.type()));
    }

    @Override
    public void presentComponents(@Nullable Pick pick, List<@Nullable Object> into) {
        present(pick, into);
        into.add(pick == null ? null : pick.by());
    }

    @Override
    public List<String> sql(ComponentSql sql, UnaryOperator<String> pick) {
        return List.of(pick.apply(sql.column(name, "value")));
    }

    @Override
    public String bySql(ComponentSql sql) {
        return sql.ordered(name, "by", byExpression.type());
    }

    @Override
    public String orderPrefix() {
        return "";
    }

    private String json(@Nullable Object[] values) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            for (int i = 0; i < values.length; i++) {
                out.writeFieldName(fields.get(i));
                ValueJson.write(out, values[i]);
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // in-memory streams do not throw
        }
        return text.toString();
    }
}
