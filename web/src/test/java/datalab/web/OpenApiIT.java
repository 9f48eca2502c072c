package datalab.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.lab.Lab;
import datalab.lab.yaml.LabFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The document and the endpoints are the same. */
class OpenApiIT {
    /** Pages, and what is described only where somebody logs in. */
    private static final Pattern UNDESCRIBED =
            Pattern.compile("\\S+ /(openapi\\.json|docs.*|page/.*|webjars/.*|session|tokens.*)?");

    private static final String LAB = """
            lab: phones
            streams:
              persons: {key: id, unique: id, fields: {id: integer}}
              locations:
                key: person_id
                fields: {person_id: {type: integer, references: persons}, latitude: number, longitude: number}
                position: [latitude, longitude]
                in: {http: POST /locations}
            views:
              latest: {of: locations, by: [person_id], keep: last}
            models:
              drift: {of: locations, value: latitude, every: 1h, method: persistence}
            routes:
              GET /persons: {rows: persons}
              GET /persons/{id}: {row: persons}
              GET /persons/{id}/near: {near: locations, who: person_id}
              GET /count: {json: {last: {view: latest, total: latitude}}}
            """;

    private final RunningWeb web = new RunningWeb(lab(), UnaskedStore.store());

    @AfterEach
    void stop() {
        web.close();
    }

    @Test
    void describesEveryEndpoint() throws Exception {
        Set<String> documented = documented();

        assertThat(endpoints())
                .isNotEmpty()
                .allSatisfy(endpoint -> assertThat(documented)
                        .as(endpoint)
                        .anyMatch(pattern(endpoint).asMatchPredicate()));
    }

    @Test
    void describesNothingElse() throws Exception {
        Set<String> endpoints = endpoints();

        assertThat(documented())
                .isNotEmpty()
                .allSatisfy(operation -> assertThat(endpoints)
                        .as(operation)
                        .anyMatch(
                                endpoint -> pattern(endpoint).matcher(operation).matches()));
    }

    /** HEAD goes with GET, which the document leaves unsaid. */
    private Set<String> endpoints() {
        Set<String> endpoints = new TreeSet<>(web.endpoints());
        endpoints.removeIf(endpoint ->
                endpoint.startsWith("HEAD ") || UNDESCRIBED.matcher(endpoint).matches());
        return endpoints;
    }

    private Set<String> documented() throws IOException {
        JsonNode paths =
                new ObjectMapper().readTree(web.get("/openapi.json").body()).path("paths");
        Set<String> operations = new TreeSet<>();
        paths.properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(
                                method -> operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        return operations;
    }

    /** Any name in the place of {@code {name}}. */
    private static Pattern pattern(String endpoint) {
        return Pattern.compile("\\Q" + endpoint.replaceAll("\\{\\w+}", "\\\\E[^/]+\\\\Q") + "\\E");
    }

    /** A lab with everything that a lab can add to the document. */
    private static Lab lab() {
        return ((LabFile.Valid) LabFile.parse("lab.yaml", Path.of("."), LAB)).lab();
    }
}
