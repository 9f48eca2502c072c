package datalab.cli.simulate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.app.terminal.CommandFailed;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StationFileTest {
    @TempDir
    Path folder;

    @Test
    void saysWhatWasMeasuredAndLeavesOutWhatIsMissing() throws IOException {
        Path file = folder.resolve("a.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("time,station,no2,temp\n2014-09-01T00:00:00Z,007,20.80,NA\n".getBytes(UTF_8));
        }

        try (StationFile readings = new StationFile(file)) {
            StationFile.Reading first = Objects.requireNonNull(readings.next());

            assertThat(first.time()).isEqualTo(Instant.parse("2014-09-01T00:00:00Z"));
            assertThat(first.station()).isEqualTo("007");
            assertThat(first.message().topic()).isEqualTo("stations/007");
            assertThat(new String(first.message().payload(), UTF_8))
                    .isEqualTo("{\"time\":\"2014-09-01T00:00:00Z\",\"station\":\"007\",\"no2\":20.80}");
            assertThat(readings.next()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            at,station;1,a                | has no columns 'time' and 'station' in its first line
            time,station;2014,a           | line 2: '2014' is no time such as 2014-09-01T00:00:00Z
            time,station;2014             | line 2: 1 cells; expected 2
            """)
    void mistakesHaveTheirLine(String rows, String mistake) throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), rows.replace(';', '\n'));

        assertThatThrownBy(() -> {
                    try (StationFile readings = new StationFile(file)) {
                        readings.next();
                    }
                })
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining(mistake);
    }
}
