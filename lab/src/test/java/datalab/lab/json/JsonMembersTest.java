package datalab.lab.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonMembersTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{}                                     | {\"id\":7}",
                "{ }                                    | {\"id\":7 }",
                "{\"a\": 1.50}                          | {\"id\":7,\"a\": 1.50}",
                "{\"a\":1,\"id\":null}                  | {\"a\":1,\"id\":7}",
                "{\"\\u0069d\" : null , \"a\":\"é\"}    | {\"\\u0069d\" : 7 , \"a\":\"é\"}",
                "{\"a\":{\"id\":null},\"b\":[{}]}       | {\"id\":7,\"a\":{\"id\":null},\"b\":[{}]}",
                "{\"id\":{\"b\":[1,\"}\"]},\"c\":\"\"}  | {\"id\":7,\"c\":\"\"}",
                "{\"id\":\"a\\\"é\"}                    | {\"id\":7}",
                "{\"id\":-1.5e3}                        | {\"id\":7}"
            })
    void addsOrReplacesAndLeavesTheRestAsItCame(String object, String expected) {
        assertThat(set(object, members("id", "7"))).isEqualTo(expected);
    }

    @Test
    void findsItsWayBehindAByteOrderMark() {
        assertThat(set("\ufeff \n{\"id\":null,\"é\":\"😀\",\"b\":2}", members("b", "3", "id", "7")))
                .isEqualTo("\ufeff \n{\"id\":7,\"é\":\"😀\",\"b\":3}");
    }

    @Test
    void emptiesWhatIsThereAndAddsNothingElse() {
        assertThat(set("{\"_unknown\":[\"a\"],\"b\":1}", members("_unknown", null)))
                .isEqualTo("{\"_unknown\":null,\"b\":1}");
        assertThat(set("{\"b\":1}", members("_unknown", null))).isEqualTo("{\"b\":1}");
        assertThat(set("{\"b\":1}", members("id", "7", "_unknown", "[\"b\"]")))
                .isEqualTo("{\"id\":7,\"_unknown\":[\"b\"],\"b\":1}");
    }

    private static Map<String, @Nullable String> members(String name, @Nullable String text) {
        Map<String, @Nullable String> members = new LinkedHashMap<>();
        members.put(name, text);
        return members;
    }

    private static Map<String, @Nullable String> members(String name, String text, String other, String otherText) {
        Map<String, @Nullable String> members = members(name, text);
        members.put(other, otherText);
        return members;
    }

    private static String set(String object, Map<String, @Nullable String> members) {
        return new String(JsonMembers.set(object.getBytes(UTF_8), members), UTF_8);
    }
}
