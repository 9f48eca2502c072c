package datalab.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.common.uri.UriPath;
import io.helidon.http.Method;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndpointsTest {
    private static final Handler HANDLER = (request, response) -> response.send();
    private static final UriPath STREAM = UriPath.create("/labs/sensors/streams/readings");

    private final Endpoints endpoints = new Endpoints(HttpRouting.builder());

    @BeforeEach
    void register() {
        endpoints.get("/labs/{lab}/streams/{stream}", HANDLER);
        endpoints.elsewhere("ingest").note(Method.POST, "/labs/{lab}/streams/{stream}");
        endpoints.elsewhere("web").get("/", HANDLER);
    }

    @Test
    void knowTheMethodsOfAPathHere() {
        assertThat(endpoints.methods(STREAM)).containsExactly("GET", "HEAD");
        assertThat(endpoints.methods(UriPath.create("/"))).isEmpty();
    }

    @Test
    void nameTheRoleOfWhatIsElsewhere() {
        assertThat(endpoints.roleElsewhere(Method.POST, STREAM)).contains("ingest");
        assertThat(endpoints.roleElsewhere(Method.HEAD, UriPath.create("/"))).contains("web");
        assertThat(endpoints.roleElsewhere(Method.GET, STREAM)).isEmpty();
        assertThat(endpoints.roleElsewhere(Method.POST, UriPath.create("/"))).isEmpty();
    }
}
