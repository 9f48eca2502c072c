package datalab.lab.aggregate.pick;

import datalab.lab.aggregate.fold.Aggregate;
import datalab.lab.aggregate.fold.Fold;
import datalab.lab.aggregate.fold.FoldCompiler;
import datalab.lab.expression.Column;
import datalab.lab.expression.Expression;
import datalab.lab.stream.Field;
import java.util.ArrayList;
import java.util.List;

/** {@code keep: last}: all fields of the latest event, each as a column of its own; ties as in {@link Last}. */
public record KeepLast(String name) implements Aggregate {

    @Override
    public Fold<?> compile(FoldCompiler compiler) {
        List<Column> columns = new ArrayList<>();
        List<Expression> expressions = new ArrayList<>();
        for (Field field : compiler.stream().fields()) {
            if (!compiler.isGroupedBy(field.name())) {
                columns.add(new Column(field.name(), Column.Type.of(field.type()), field.unit()));
                expressions.add(compiler.expression(field.name()));
            }
        }
        String time = compiler.stream().time();
        String shown = time == null || compiler.isGroupedBy(time) ? null : time;
        return new PickFold(PickOrder.LAST, new PickedEvent(name, columns, expressions, shown));
    }
}
