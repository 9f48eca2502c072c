package datalab.lab.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProblemTest {

    @Test
    void writesItsFourMembersInOrder() {
        Problem problem = new Problem(404, "No such lab", "no lab \"x\"");

        String json = new String(problem.json(), UTF_8);

        assertThat(json)
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"No such lab\",\"status\":404,"
                        + "\"detail\":\"no lab \\\"x\\\"\"}");
    }

    @Test
    void writesFurtherMembersOfEveryKind() {
        Problem problem = new Problem(
                422, "Refused", "none", Map.of("errors", List.of(Map.of("line", 3L), Map.of("fatal", true), "text")));

        String json = new String(problem.json(), UTF_8);

        assertThat(json).endsWith("\"errors\":[{\"line\":3},{\"fatal\":true},\"text\"]}");
    }
}
