package datalab.lab.quality;

import datalab.lab.event.Coordinate;
import datalab.lab.event.DecodedPayload;
import datalab.lab.event.Event;
import datalab.lab.event.Origin;
import datalab.lab.stream.EventStream;
import datalab.lab.yaml.LabFile;
import datalab.lab.yaml.syntax.Mistake;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Events of a stream with a name, a value and a count, to be tested for their quality. */
final class QualityReadings {
    private static final String LAB = """
            lab: quality
            streams:
              readings:
                key: name
                time: time
                fields: {name: string, value: number, count: integer}
                quality:
            """;
    private static final String MODELS = """
            models:
              usual: {of: readings, value: value, every: 1h, method: climatology}
              last: {of: readings, value: value, every: 1h, method: persistence}
            """;

    private QualityReadings() {}

    /** The stream with these tests: items of the list in YAML. */
    static EventStream stream(String tests) {
        LabFile file = LabFile.parse("tests.yaml", Path.of("/labs"), LAB + tests.indent(6) + MODELS);
        return switch (file) {
            case LabFile.Valid(var lab) -> Objects.requireNonNull(lab.streams().get("readings"));
            case LabFile.Invalid(List<Mistake> mistakes) -> throw new AssertionError(mistakes);
        };
    }

    /** An event from a line such as {@code 2024-05-01T10:00:00Z,a,20.5,3}; what is empty is missing. */
    static Event event(EventStream stream, int offset, String line) {
        return event(stream, offset, line, Origin.OBSERVED);
    }

    static Event event(EventStream stream, int offset, String line, Origin origin) {
        String[] cells = line.split(",", -1);
        Object[] values = {cells[1], number(cells[2]), cells.length > 3 ? Long.valueOf(cells[3]) : null};
        Instant time = Instant.parse(cells[0]);
        return new Event(stream, new DecodedPayload(values, time, origin, null), time, new Coordinate(0, offset));
    }

    private static @Nullable Double number(String cell) {
        return cell.isEmpty() ? null : Double.valueOf(cell);
    }
}
