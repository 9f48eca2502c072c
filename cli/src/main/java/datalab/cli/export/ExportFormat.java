package datalab.cli.export;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What an export can be written as; its name in lower case is that of the API, and the extension of files. */
enum ExportFormat {
    CSV,
    NDJSON,
    PARQUET,
    ARROW;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a row is a line, so that rows can be counted. */
    boolean isLines() {
        return this == CSV || this == NDJSON;
    }

    /** The one whose extension a file has. */
    static Optional<ExportFormat> of(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return Stream.of(values())
                .filter(format -> name.endsWith("." + format.text()))
                .findFirst();
    }
}
