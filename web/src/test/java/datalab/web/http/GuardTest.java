package datalab.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardTest {

    @ParameterizedTest
    @CsvSource({
        "localhost:8080, true",
        "LOCALHOST, true",
        "127.0.0.1:8080, true",
        "127.1.2.3, true",
        "[::1]:8080, true",
        "lab.localhost:80, true",
        "evil.example:8080, false",
        "127.0.0.1.evil.example, false",
        "localhost.evil.example, false",
        "192.168.1.1:8080, false"
    })
    void knowsTheNamesOfThisMachine(String authority, boolean own) {
        assertThat(Guard.isLoopback(Guard.host(authority))).isEqualTo(own);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080, localhost:8080, true",
        "https://lab.example, lab.example, true",
        "http://localhost:3000, localhost:8080, false",
        "http://evil.example, localhost:8080, false",
        "null, localhost:8080, false",
        "file://, localhost:8080, false"
    })
    void knowsItsOwnOrigin(String origin, String authority, boolean same) {
        assertThat(Guard.isSame(origin, authority)).isEqualTo(same);
    }
}
