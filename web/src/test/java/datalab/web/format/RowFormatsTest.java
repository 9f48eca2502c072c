package datalab.web.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowFormatsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json                         | json",
                "text/html, application/xhtml+xml, */*;q=0.8 | json",
                "text/csv                                 | csv",
                "application/x-ndjson, application/json   | ndjson",
                "image/png                                | json",
                "application/json;q=0.1, text/csv         | csv",
                "application/json;q=0, */*                | ndjson",
                "text/csv;q=0.5, application/x-ndjson;q=0.9 | ndjson",
                "*/*, text/csv;q=0.3                      | json",
                "text/*, application/json;q=0.9           | csv",
                "text/csv; header=present; Q=0.2, application/json;q=0.1 | csv",
                "text/csv;q=0                             | json",
                "application/geo+json;q=0.9, application/json;q=0.5 | geojson"
            })
    void choosesTheFormatByTheAcceptHeader(String accept, String expected) {
        assertThat(RowFormats.choose(Optional.empty(), List.of(accept), true).name())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"application/geo+json, json", "'application/geo+json, text/csv;q=0.1', csv"})
    void choosesAmongTheFormatsThatThereAre(String accept, String expected) {
        assertThat(RowFormats.choose(Optional.empty(), List.of(accept), false).name())
                .isEqualTo(expected);
    }

    @Test
    void prefersTheFormatAskedForByName() {
        assertThat(RowFormats.choose(Optional.of("csv"), List.of("application/json"), false)
                        .name())
                .isEqualTo("csv");
    }

    @Test
    void namesAllFormatsWhereOneIsNotKnown() {
        List<String> names = RowFormats.all(true).stream().map(RowFormat::name).toList();
        String allButLast = String.join(", ", names.subList(0, names.size() - 1));

        assertThatThrownBy(() -> RowFormats.choose(Optional.of("x"), List.of(), false))
                .hasMessage("format is 'x', expected " + allButLast + " or " + names.getLast());
    }

    @Test
    void isWhatTheDocumentsSay() throws IOException {
        String documents = Files.readString(Path.of("../docs/api.md"));

        List<String> said = Pattern.compile("(?m)^\\| `(\\w+)` \\| `(\\w+/[\\w.+-]+)` \\|")
                .matcher(documents)
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .toList();

        assertThat(said)
                .containsExactlyElementsOf(RowFormats.all(true).stream()
                        .map(format -> format.name() + " " + format.mediaType())
                        .toList());
    }
}
