package datalab.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.testkit.python.NotebookPython;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A notebook that ships, after all of its cells have run in a copy of its folder. */
record ExecutedNotebook(JsonNode cells) {
    private static final Path NOTEBOOKS = Path.of("../notebooks");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Runs it; an error where a cell fails, or draws a picture without titles and labels. */
    static ExecutedNotebook run(String name, Path folder, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path work = Files.createDirectories(folder.resolve("notebooks").toAbsolutePath());
        for (String file : List.of(name + ".ipynb", "datalab.mplstyle")) {
            Files.write(work.resolve(file), Files.readAllBytes(NOTEBOOKS.resolve(file)));
        }
        Path settings = folder.resolve("settings").toAbsolutePath();
        Path startup = Files.createDirectories(settings.resolve("profile_default/startup"));
        try (var script = ExecutedNotebook.class.getResourceAsStream("labelled.py")) {
            Files.write(startup.resolve("labelled.py"), script.readAllBytes());
        }
        Path notebook = work.resolve(name + ".ipynb");
        NotebookPython.execute(notebook, settings, environment);
        return new ExecutedNotebook(read(notebook));
    }

    /** The cells of a notebook. */
    static JsonNode read(Path notebook) {
        try {
            return JSON.readTree(notebook.toFile()).path("cells");
        } catch (IOException e) {
            throw new UncheckedIOException(notebook.toString(), e);
        }
    }

    long cellsThatDraw() {
        return stream(cells)
                .filter(cell -> text(cell.path("source")).contains("plt.show()"))
                .count();
    }

    long pictures() {
        return outputs().filter(output -> output.path("data").has("image/png")).count();
    }

    /** All that its cells printed. */
    String said() {
        return outputs().map(output -> text(output.path("text"))).collect(Collectors.joining());
    }

    private Stream<JsonNode> outputs() {
        return stream(cells).flatMap(cell -> stream(cell.path("outputs")));
    }

    /** Jupyter keeps texts as lists of lines, each with its end. */
    static String text(JsonNode lines) {
        return lines.isTextual()
                ? lines.asText()
                : stream(lines).map(JsonNode::asText).collect(Collectors.joining());
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
