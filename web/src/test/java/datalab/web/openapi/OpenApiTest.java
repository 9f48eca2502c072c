package datalab.web.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import datalab.http.Endpoints;
import datalab.http.HttpEndpoint;
import datalab.lab.event.Offsets;
import datalab.log.LogTail;
import datalab.web.TestLab;
import datalab.web.UnaskedStore;
import datalab.web.Web;
import datalab.web.WebSettings;
import datalab.web.WebSources;
import datalab.web.live.LiveLogReads;
import datalab.web.probe.Probes;
import datalab.web.query.LabCatalog;
import datalab.web.rest.RejectSender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    private final JsonNode document = new OpenApi(new LabCatalog(List.of(TestLab.LAB)), false).document(endpoints());

    private static List<HttpEndpoint> endpoints() {
        Endpoints endpoints = new Endpoints();
        endpoints.add(TestLab.wayIn(TestLab.LAB));
        LiveLogReads log = new LiveLogReads(topic -> Offsets.NONE, topics -> noTail(), (ranges, each) -> true);
        try (Web web = new Web(
                new WebSources(List.of(TestLab.LAB), UnaskedStore.store(), log, Clock.systemUTC()),
                (reject, payload) -> new RejectSender.Outcome.Busy(Duration.ofSeconds(2), "busy"),
                new Probes(Map.of(), () -> ""),
                WebSettings.DEFAULT,
                new SimpleMeterRegistry())) {
            web.register(endpoints);
        }
        return endpoints.declared();
    }

    private static LogTail noTail() {
        throw new IllegalStateException("nobody follows");
    }

    @Test
    void describesEachStreamViewAndRoute() {
        List<String> paths = new ArrayList<>();
        document.get("paths").fieldNames().forEachRemaining(paths::add);

        assertThat(paths)
                .contains(
                        "/labs",
                        "/labs/sensors",
                        "/labs/sensors/streams/readings",
                        "/labs/sensors/streams/readings/flags",
                        "/labs/sensors/views/latest",
                        "/labs/sensors/views/per_minute",
                        "/labs/sensors/views/latest/batches",
                        "/labs/sensors/views/latest/batches/{id}",
                        "/labs/sensors/live",
                        "/labs/sensors/rejects",
                        "/labs/sensors/rejects/{id}/retry",
                        "/all_readings",
                        "/ingress/reading",
                        "/rejects",
                        "/health/ready");
    }

    @Test
    void refersOnlyToWhatIsThere() {
        assertThat(document.findValuesAsText("$ref"))
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }

    @Test
    void namesEachOperationOnce() {
        List<String> ids = document.findValuesAsText("operationId");
        Set<String> different = new HashSet<>(ids);

        assertThat(different).hasSameSizeAs(ids);
        assertThat(ids).allMatch(id -> id.matches("[a-z0-9_]+"));
    }

    /** What linters ask for, such as Redocly's recommended rules. */
    @Test
    void saysWhatToolsWantToKnowOfEachOperation() {
        assertThat(document.at("/servers/0/url").textValue()).isNotEmpty().doesNotEndWith("/");
        assertThat(document.get("security").isArray()).isTrue();
        assertThat(document.at("/info/license/identifier").textValue()).isEqualTo("Apache-2.0");
        document.get("paths").properties().forEach(path -> {
            assertThat(path.getKey()).startsWith("/").doesNotContain("?").doesNotMatch(".+/");
            path.getValue().properties().forEach(method -> complete(path.getKey(), method.getValue()));
        });
    }

    private static void complete(String path, JsonNode operation) {
        assertThat(operation.path("summary").textValue()).as(path).isNotBlank();
        assertThat(operation.path("tags")).as(path).isNotEmpty();
        List<String> statuses = new ArrayList<>();
        operation.path("responses").fieldNames().forEachRemaining(statuses::add);
        assertThat(statuses)
                .as(path)
                .anyMatch(status -> status.startsWith("2"))
                .anyMatch(status -> status.startsWith("4"));
        List<String> declared = new ArrayList<>();
        operation.path("parameters").forEach(parameter -> {
            if (parameter.path("in").asText().equals("path")) {
                declared.add(parameter.path("name").asText());
            }
        });
        List<String> named = Pattern.compile("\\{(\\w+)}")
                .matcher(path)
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(declared).as(path).hasSameElementsAs(named);
    }

    @Test
    void tellsTypesBoundsAndUnitsOfFields() {
        JsonNode schema = document.at("/components/schemas/sensors.readings.in");

        assertThat(schema.at("/properties/value/x-unit").textValue()).isEqualTo("°C");
        assertThat(schema.at("/properties/name/maxLength").intValue()).isEqualTo(100);
        assertThat(schema.at("/properties/count/minimum").intValue()).isZero();
        assertThat(schema.at("/required/0").textValue()).isEqualTo("name");
    }

    @Test
    void tellsThatWhatIsNotRequiredMayBeNull() {
        JsonNode out = document.at("/components/schemas/sensors.readings/properties");

        assertThat(out.at("/value/type").toString()).isEqualTo("[\"number\",\"null\"]");
        assertThat(out.at("/name/type").toString()).isEqualTo("\"string\"");
    }

    @Test
    void offersPlacesOnlyWhereThereAreSome() {
        assertThat(document.at("/paths/~1labs~1sensors~1streams~1readings/get/parameters")
                        .toString())
                .contains("parameters/format\"")
                .doesNotContain("format_of_places");
        assertThat(document.at("/components/parameters/format/schema/enum").toString())
                .doesNotContain("geojson");
    }

    @Test
    void tellsTheColumnsOfAView() {
        JsonNode row = document.at("/components/schemas/sensors.per_minute.row/properties");

        assertThat(row.has("name") && row.has("window_start") && row.has("n") && row.has("mean"))
                .isTrue();
    }
}
