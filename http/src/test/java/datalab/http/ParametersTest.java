package datalab.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {

    @ParameterizedTest
    @CsvSource({"a=b, b", "a=, ''", "a, ''", "a=%C3%A9+%2B, é +", "a=b=c, b=c", "x=1&&a=é%25, é%", "%61=b, b"})
    void areUnescapedOnce(String query, String value) {
        assertThat(Parameters.of(query).all("a")).containsExactly(value);
    }

    @Test
    void keepAllThatIsGivenForAName() {
        assertThat(Parameters.of("a=1&b=2&a=3").all("a")).containsExactly("1", "3");
        assertThat(Parameters.of(null).names()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "%ff=1", "a=%c3%28", "a=%ed%a0%80"})
    void refuseWhatIsNoText(String query) {
        assertThatThrownBy(() -> Parameters.of(query)).isInstanceOf(MalformedUrl.class);
    }
}
