package datalab.web.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import datalab.web.TestLab;
import datalab.web.rest.Catalog;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    private final JsonNode document = new OpenApi(new Catalog(List.of(TestLab.LAB))).document();

    @Test
    void describesEachStreamViewAndRoute() {
        List<String> paths = new ArrayList<>();
        document.get("paths").fieldNames().forEachRemaining(paths::add);

        assertThat(paths)
                .contains(
                        "/labs",
                        "/labs/sensors",
                        "/labs/sensors/streams/readings",
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

    @Test
    void tellsTypesBoundsAndUnitsOfFields() {
        JsonNode schema = document.at("/components/schemas/sensors.readings.in");

        assertThat(schema.at("/properties/value/x-unit").textValue()).isEqualTo("°C");
        assertThat(schema.at("/properties/name/maxLength").intValue()).isEqualTo(100);
        assertThat(schema.at("/properties/count/minimum").intValue()).isZero();
        assertThat(schema.at("/required/0").textValue()).isEqualTo("name");
    }

    @Test
    void tellsTheColumnsOfAView() {
        JsonNode row = document.at("/components/schemas/sensors.per_minute.row/properties");

        assertThat(row.has("name") && row.has("window_start") && row.has("n") && row.has("mean"))
                .isTrue();
    }
}
