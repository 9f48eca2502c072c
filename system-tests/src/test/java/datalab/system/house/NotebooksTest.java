package datalab.system.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The notebooks are kept small, and without outputs, which would make each change of one unreadable. */
final class NotebooksTest {
    private static final Path FOLDER = Path.of("../notebooks");
    private static final int CELLS_MAX = 20;
    private static final int LINE_CHARS_MAX = 130;

    @Test
    void areSmallAndWithoutOutputs() throws IOException {
        List<Path> notebooks = notebooks();

        assertThat(notebooks).hasSizeGreaterThanOrEqualTo(4).allSatisfy(file -> {
            JsonNode notebook = new ObjectMapper().readTree(file.toFile());
            assertThat(notebook.path("cells")).hasSizeBetween(8, CELLS_MAX).allSatisfy(cell -> {
                assertThat(cell.path("outputs")).as("outputs").isEmpty();
                assertThat(cell.path("execution_count").asInt(0))
                        .as("execution_count")
                        .isZero();
                assertThat(cell.path("source"))
                        .allSatisfy(line -> assertThat(line.asText().strip()).hasSizeLessThanOrEqualTo(LINE_CHARS_MAX));
            });
        });
    }

    private static List<Path> notebooks() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".ipynb")).toList();
        }
    }
}
