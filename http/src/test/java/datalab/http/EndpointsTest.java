package datalab.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndpointsTest {
    private static final Handler HANDLER = (request, response) -> response.send();
    private static final List<String> STREAM = List.of("labs", "sensors", "streams", "readings");

    private static final List<String> ROOT = List.of("");

    private final Endpoints endpoints = new Endpoints();

    @BeforeEach
    void register() {
        endpoints.add(HttpEndpoint.page("/labs/{lab}/streams/{stream}", HANDLER));
        endpoints
                .elsewhere("ingest")
                .add(HttpEndpoint.post("/labs/{lab}/streams/{stream}", Permission.PUBLIC, HANDLER, List.of()));
        endpoints.elsewhere("web").add(HttpEndpoint.page("/", HANDLER));
    }

    @Test
    void knowTheMethodsOfAPathHere() {
        assertThat(endpoints.methods(STREAM)).containsExactly("GET", "HEAD");
        assertThat(endpoints.methods(ROOT)).isEmpty();
    }

    @Test
    void mustBeDescribedWhereTheirPathHasNoNames() {
        assertThatThrownBy(() -> HttpEndpoint.post("/events", Permission.PUBLIC, HANDLER, List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("POST /events");
    }

    @Test
    void nameTheRoleOfWhatIsElsewhere() {
        assertThat(endpoints.roleElsewhere("POST", STREAM)).contains("ingest");
        assertThat(endpoints.roleElsewhere("HEAD", ROOT)).contains("web");
        assertThat(endpoints.roleElsewhere("GET", STREAM)).isEmpty();
        assertThat(endpoints.roleElsewhere("POST", ROOT)).isEmpty();
    }
}
