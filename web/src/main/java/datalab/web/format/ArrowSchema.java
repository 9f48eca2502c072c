package datalab.web.format;

import datalab.lab.expression.Column;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The columns of a layout as Arrow has them. A column of JSON is one of texts; a unit is metadata of its column, and what is to
 * be known of the rows as a whole that of the schema.
 */
final class ArrowSchema {
    private static final String UNIT = "unit";
    private static final String UTC = "UTC";

    private ArrowSchema() {}

    static Schema of(RowLayout<?> layout) {
        List<Field> fields = layout.columns().stream().map(ArrowSchema::field).toList();
        return new Schema(fields, layout.about());
    }

    private static Field field(Column column) {
        Map<String, String> unit = column.unit() == null ? Map.of() : Map.of(UNIT, column.unit());
        return new Field(column.name(), new FieldType(true, type(column.type()), null, unit), List.of());
    }

    private static ArrowType type(Column.Type type) {
        return switch (type) {
            case STRING, JSON -> ArrowType.Utf8.INSTANCE;
            case NUMBER -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
            case INTEGER -> new ArrowType.Int(64, true);
            case BOOLEAN -> ArrowType.Bool.INSTANCE;
            case TIME -> new ArrowType.Timestamp(TimeUnit.MICROSECOND, UTC);
        };
    }
}
