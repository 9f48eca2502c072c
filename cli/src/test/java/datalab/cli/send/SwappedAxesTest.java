package datalab.cli.send;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.stream.PositionFields;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SwappedAxesTest {
    private static final PositionFields POSITION = new PositionFields("lat", "lon");

    @Test
    void swapsNumbersAndTextsOfJsonBackAndNothingElse() throws IOException {
        String rows = """
                {"who":"Zoë","lat":-122.29,"lon":37.553,"n":{"lat":-122,"lon":1}}
                {"lon": "35.1" , "lat": "-106.57195"}
                {"lat":35.1,"lon":-106.5}
                """;

        SwappedAxes axes = axes(ndjson(rows), true);

        assertThat(all(axes)).isEqualTo("""
                {"who":"Zoë","lat":37.553,"lon":-122.29,"n":{"lat":-122,"lon":1}}
                {"lon": "-106.57195" , "lat": "35.1"}
                {"lat":35.1,"lon":-106.5}
                """);
        assertThat(axes.report()).isEqualTo("2 rows with lat and lon swapped (lines 1, 2), sent the right way round");
    }

    @Test
    void swapsCellsOfCsvWhateverLiesBeforeThem() throws IOException {
        String rows =
                "note,lon,\"lat\",x\n\"two\nlines, \"\"so\"\"\",37.5,-122.25,1\nb,\"8.5\",\"137\",\nc,-122.25,37.5,2\n,,,\nd,1\n";

        SwappedAxes axes = axes(new CsvChunks(lines(rows)), true);

        assertThat(all(axes))
                .isEqualTo("note,lon,\"lat\",x\n\"two\nlines, \"\"so\"\"\",-122.25,37.5,1\nb,\"137\",\"8.5\",\n"
                        + "c,-122.25,37.5,2\n,,,\nd,1\n");
        assertThat(axes.report()).startsWith("2 rows with lat and lon swapped (lines 2, 4)");
    }

    @Test
    void saysWhatItFoundAndLeavesItWhereNobodyWantsItMended() throws IOException {
        String rows = "\n[{\"lat\":-122.5,\"lon\":37},\n\n{\"lat\":1,\"lon\":2}]";

        SwappedAxes axes = axes(new JsonChunks(new ByteArrayInputStream(rows.getBytes(StandardCharsets.UTF_8))), false);

        assertThat(all(axes)).isEqualTo("{\"lat\":-122.5,\"lon\":37}\n{\"lat\":1,\"lon\":2}\n");
        assertThat(axes.report())
                .isEqualTo("1 row with lat and lon swapped (line 2); --swap-axes sends such rows the right way round"
                        + " (give it these rows alone: what was accepted would count twice)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"lat\":137,\"lon\":122}", // the longitude fits no latitude
                "{\"lat\":200,\"lon\":37}", // the latitude fits no longitude
                "{\"lat\":-90,\"lon\":37}",
                "{\"lat\":null,\"lon\":37}",
                "{\"lat\":\"NaN\",\"lon\":37}",
                "{\"lat\":[137],\"lon\":37}",
                "{\"lat\":137}",
                "[137,37]",
                "{\"lat\":137,\"lon\":37",
                "{\"lat\":137,\"lon\":bad}"
            })
    void leavesWhatIsWrongInAnotherWayToTheServer(String row) throws IOException {
        SwappedAxes axes = axes(ndjson(row), true);

        assertThat(all(axes)).isEqualTo(row + "\n");
        assertThat(axes.found()).isZero();
        assertThat(axes.report()).isEmpty();
    }

    @Test
    void namesTheFirstLinesAlone() throws IOException {
        String rows = IntStream.range(0, 12_000)
                .mapToObj(i -> "{\"lat\":-100,\"lon\":" + i % 90 + "}\n")
                .collect(Collectors.joining());

        SwappedAxes axes = axes(ndjson(rows), true);

        assertThat(all(axes)).contains("{\"lat\":0,\"lon\":-100}").doesNotContain("\"lat\":-100");
        assertThat(axes.report()).startsWith("12,000 rows with").contains("(lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …)");
    }

    @Test
    void findsNoCellsWhereCsvHasNoSuchColumns() throws IOException {
        SwappedAxes axes = axes(new CsvChunks(lines("latitude,longitude\n-122,37\n")), true);

        assertThat(all(axes)).isEqualTo("latitude,longitude\n-122,37\n");
        assertThat(axes.found()).isZero();
    }

    private static SwappedAxes axes(Chunks rows, boolean mends) {
        return new SwappedAxes(rows, POSITION, mends);
    }

    private static Chunks ndjson(String rows) {
        return new NdjsonChunks(lines(rows));
    }

    private static InputStream lines(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String all(Chunks chunks) throws IOException {
        StringBuilder all = new StringBuilder();
        @Nullable Chunk chunk = chunks.next();
        while (chunk != null) {
            all.append(new String(chunk.body(), StandardCharsets.UTF_8));
            chunk = chunks.next();
        }
        return all.toString();
    }
}
