package datalab.web.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.http.Parameters;
import datalab.web.TestLab;
import datalab.web.http.HttpProblem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParametersTest {
    private static final List<String> KNOWN = List.of("from", "limit", "order", "after", "name");

    @Test
    void namesTheKnownParametersToWhoGivesAnUnknownOne() {
        assertThatThrownBy(() -> query("nam=a"))
                .isInstanceOf(HttpProblem.class)
                .hasMessage("unknown parameter 'nam'; known here: from, limit, order, after, name");
    }

    @Test
    void refusesAParameterGivenTwice() {
        assertThatThrownBy(() -> query("name=a&name=b")).hasMessage("parameter 'name' is given 2 times, expected once");
    }

    @Test
    void refusesWhatNoStoreCanHold() {
        assertThatThrownBy(() -> query("name=a%00b"))
                .isInstanceOf(HttpProblem.class)
                .hasMessage("parameter 'name' contains U+0000, which no event has");
    }

    @Test
    void readsEscapedTexts() {
        assertThat(query("name=a%20b%26c%C3%A9").text("name")).hasValue("a b&cé");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "10001", "ten", "", "1e3", "99999999999", "٥", "1.0"})
    void refusesLimitsOutOfBounds(String limit) {
        assertThatThrownBy(() -> query("limit=" + limit).limit())
                .hasMessage("limit is '" + limit + "', expected a whole number from 1 to 10000");
    }

    @Test
    void asksForAThousandRowsInTimesOrderByDefault() {
        QueryParameters query = query("");

        assertThat(query.limit()).isEqualTo(1000);
        assertThat(query.isDescending()).isFalse();
    }

    @Test
    void hasOneKeyForOneQuestionHoweverItIsWritten() {
        QueryParameters one = query("limit=5&name=%61");
        QueryParameters other = query("name=a&limit=5");

        assertThat(one.key("/p")).isEqualTo(other.key("/p"));
        assertThat(one.key("/p")).isNotEqualTo(query("name=a&limit=6").key("/p"));
        assertThat(query("limit=5").key("/p", Map.of("limit", "5")))
                .isEqualTo(query("").key("/p", Map.of("limit", "5")));
    }

    @Test
    void tellsSeveralValuesFromOneThatLooksLikeThem() {
        KnownParameters known = new KnownParameters(List.of(), FilterParameters.of(TestLab.STREAM, List.of()));
        QueryParameters two = QueryParameters.of(Parameters.of("name=a&name=b"), known);
        QueryParameters one = QueryParameters.of(Parameters.of("name=a%0Aname%3Db"), known);

        assertThat(two.key("/p")).isNotEqualTo(one.key("/p"));
        assertThat(two.referenceAfter("x")).isEqualTo("?after=x&name=a&name=b");
    }

    @Test
    void leadsToTheNextPage() {
        assertThat(query("name=a%26b&limit=5").referenceAfter("xyz")).isEqualTo("?after=xyz&limit=5&name=a%26b");
    }

    private static QueryParameters query(String text) {
        return QueryParameters.of(Parameters.of(text), KNOWN);
    }
}
