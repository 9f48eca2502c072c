package datalab.web.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTest {

    @Test
    void hasOneTagForTheSameBytesAndAnotherForOthers() {
        Answer one = Answer.json("[1]".getBytes(UTF_8));

        assertThat(one.etag()).isEqualTo(Answer.json("[1]".getBytes(UTF_8)).etag());
        assertThat(one.etag()).isNotEqualTo(Answer.json("[2]".getBytes(UTF_8)).etag());
        assertThat(one.etag())
                .isNotEqualTo(Answer.of("text/csv", "[1]".getBytes(UTF_8)).etag());
        assertThat(one.etag()).isNotEqualTo(one.withNext("?after=x").etag());
    }

    @Test
    void compressesOnce() throws IOException {
        Answer answer = Answer.json("a".repeat(10_000).getBytes(UTF_8));

        byte[] first = answer.gzip();

        assertThat(answer.gzip()).isSameAs(first);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(first)).readAllBytes())
                .isEqualTo(answer.body());
        assertThat(answer.bytes()).isEqualTo(10_000 + first.length);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"abc\"            | true",
                "W/\"abc\"          | true",
                "\"abc-gzip\"       | true",
                "\"x\", \"abc\"     | true",
                "*                  | true",
                "\"abcd\"           | false",
                "\"\"               | false"
            })
    void knowsWhatTheClientHas(String ifNoneMatch, boolean has) {
        assertThat(Preconditions.has(List.of(ifNoneMatch), "abc")).isEqualTo(has);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"abc\"            | true",
                "\"abc-gzip\"       | true",
                "\"x\", \"abc\"     | true",
                "*                  | true",
                "W/\"abc\"          | false",
                "\"abcd\"           | false"
            })
    void knowsWhatTheClientInsistsOn(String ifMatch, boolean matches) {
        assertThat(Preconditions.matches(List.of(ifMatch), "abc")).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip               | true",
                "deflate, GZIP;q=0.5| true",
                "*                  | true",
                "br                 | false",
                "gzip;q=0           | false",
                "gzip; q=0.000      | false",
                "identity           | false",
                "*, gzip;q=0        | false",
                "gzip;q=0, *        | false",
                "gzip;q=0.5, identity | false",
                "gzip;q=0.5, identity;q=0.1 | true",
                "br;q=1, *;q=0.1    | true"
            })
    void knowsWhichEncodingTheClientTakes(String acceptEncoding, boolean takes) {
        assertThat(Preconditions.acceptsGzip(List.of(acceptEncoding))).isEqualTo(takes);
    }
}
