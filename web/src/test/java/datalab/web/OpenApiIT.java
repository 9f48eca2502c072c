package datalab.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The document and the endpoints are the same. */
class OpenApiIT {
    private static final Pattern FOR_PEOPLE = Pattern.compile("\\S+ /(openapi\\.json|docs.*|page/.*|webjars/.*)?");

    private final RunningWeb web = new RunningWeb(new MemoryStore());

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
                endpoint.startsWith("HEAD ") || FOR_PEOPLE.matcher(endpoint).matches());
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
}
