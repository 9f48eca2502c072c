package datalab.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostNamesTest {
    private static final HostNames NAMES =
            new HostNames(true, Set.of("Lab.example.org", "lab.example.net:8443"), Set.of("https://app.example.org"));

    @ParameterizedTest
    @CsvSource({
        "localhost:8080, true",
        "LOCALHOST, true",
        "127.0.0.1:8080, true",
        "127.1.2.3, true",
        "[::1]:8080, true",
        "lab.localhost:80, true",
        "lab.example.org, true",
        "LAB.example.org:8080, true",
        "lab.example.net, true",
        "evil.example:8080, false",
        "evil.lab.example.org, false",
        "127.0.0.1.evil.example, false",
        "localhost.evil.example, false",
        "192.168.1.1:8080, false"
    })
    void knowWhoIsAskedFor(String authority, boolean here) {
        assertThat(NAMES.isHere(authority)).isEqualTo(here);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080, localhost:8080, true",
        "https://lab.example, lab.example, true",
        "https://lab.example.org, localhost:8080, true",
        "https://lab.example.net:8443, lab.example.net, true",
        "https://lab.example.org:3000, lab.example.org, false",
        "http://localhost, localhost:80, true",
        "https://lab.example.org, lab.example.org:443, true",
        "https://lab.example, lab.example:443, true",
        "http://lab.example, LAB.example:80, true",
        "http://lab.example, lab.example:443, false",
        "http://localhost:3000, localhost:8080, false",
        "http://evil.example, localhost:8080, false",
        "https://app.example.org, localhost:8080, false",
        "null, localhost:8080, false",
        "file://, localhost:8080, false"
    })
    void knowTheirOwnOrigin(String origin, String authority, boolean own) {
        assertThat(NAMES.isOwn(origin, authority)).isEqualTo(own);
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example.org, true",
        "HTTPS://APP.example.org, true",
        "http://app.example.org, false",
        "https://app.example.org:8443, false",
        "https://app.example.org.evil.example, false",
        "null, false"
    })
    void knowWhoIsWelcome(String origin, boolean welcome) {
        assertThat(NAMES.isAllowedOrigin(origin)).isEqualTo(welcome);
    }
}
