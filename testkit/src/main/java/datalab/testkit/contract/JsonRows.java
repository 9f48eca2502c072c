package datalab.testkit.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import datalab.lab.output.OutputColumn;
import datalab.store.output.OutputTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads rows of an output where they are kept as JSON, for {@link OutputTargetContract#seen}. */
public final class JsonRows {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonRows() {}

    /** A value for each column, of the class that the column's type names. */
    public static List<@Nullable Object> read(OutputTable table, byte[] json) {
        JsonNode row;
        try {
            row = MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<@Nullable Object> values = new ArrayList<>();
        for (OutputColumn column : table.columns()) {
            values.add(value(column, row.path(column.name())));
        }
        return values;
    }

    private static @Nullable Object value(OutputColumn column, JsonNode value) {
        if (value instanceof MissingNode) {
            throw new IllegalStateException("no " + column.name());
        }
        if (value.isNull()) {
            return null;
        }
        return switch (column.type()) {
            case STRING -> value.textValue();
            case NUMBER -> value.doubleValue();
            case INTEGER -> value.longValue();
            case BOOLEAN -> value.booleanValue();
            case TIME -> Instant.parse(value.textValue());
            case JSON -> value.toString();
        };
    }
}
