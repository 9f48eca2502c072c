package datalab.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyFormatTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/csv",
                "text/csv; header=present",
                "Text/CSV;charset=\"UTF-8\" ; header = Present",
                "application/json; charset=us-ascii",
                "application/x-ndjson; profile=x"
            })
    void takesWhatItCanRead(String contentType) {
        assertThat(BodyFormat.of(Optional.of(contentType))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/csv; header=absent",
                "text/csv; header=\"absent\"",
                "text/csv; charset = latin1",
                "application/json; charset=utf-16",
                "application/x-ndjson;charset=windows-1252",
                "multipart/form-data; boundary=x",
                "application/x-www-form-urlencoded",
                "text/tab-separated-values",
                ""
            })
    void refusesWhatItWouldReadWrongly(String contentType) {
        assertThat(BodyFormat.of(Optional.of(contentType))).isEmpty();
    }
}
