package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.testkit.DataLabProcess;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients of the older users system send and get, and that its faults are gone. */
final class UsersIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COUNT = "/processor-analytics/user/count";
    private static final String ANALYTICS = "/service-analytics/analytics";

    @TempDir
    Path folder;

    private DataLabProcess datalab;

    @BeforeEach
    void start() {
        datalab = new DataLabProcess(Path.of("../labs"), folder.resolve("data"));
        datalab.start("users");
    }

    @AfterEach
    void stop() {
        datalab.close();
    }

    /** The transcript of the older system; there, a restart set the count to 0 and wrote the history again. */
    @Test
    void keepsCountAndHistoryWhenItIsKilledAndStartedAgain() throws Exception {
        assertThat(datalab.get(ANALYTICS).body()).isEqualTo("{\"longestNameUser\":null,\"userCount\":[]}");
        assertThat(datalab.get(COUNT).body()).isEqualTo("{\"Count\":0}");

        post("87d4", "user1");
        awaitCount(1);
        JsonNode one = awaitAnalytics(1);
        awaitSecondAfter(one.at("/userCount/0/time").textValue());
        post("fc0e", "user12345");
        awaitCount(2);
        awaitAnalytics(2);
        String before = datalab.get(ANALYTICS).body();
        datalab.kill();
        datalab.start("users");

        assertThat(datalab.get(COUNT).body()).isEqualTo("{\"Count\":2}");
        assertThat(datalab.get(ANALYTICS).body()).isEqualTo(before);
        assertThat(before)
                .matches("\\{\"longestNameUser\":\\{\"id\":\"fc0e\",\"name\":\"user12345\"},\"userCount\":\\["
                        + "\\{\"id\":\"[0-9a-f-]{36}\",\"time\":\"[0-9T:-]{19}Z\",\"userCount\":1},"
                        + "\\{\"id\":\"[0-9a-f-]{36}\",\"time\":\"[0-9T:-]{19}Z\",\"userCount\":2}]}");
        assertThat(JSON.readTree(before).at("/userCount/0")).isEqualTo(one.at("/userCount/0"));
        JsonNode kept = answer("fc0e", "user12345, who was there before the restart");
        post("ab00", "user2");
        awaitCount(3);
        assertThat(kept.get("name").textValue()).isEqualTo("user12345");
        assertThat(awaitAnalytics(3).at("/longestNameUser/name").textValue()).isEqualTo("user12345");
    }

    @Test
    void takesEachUserOnceAndNamesOfAnyLength() throws Exception {
        String longest = "é😀".repeat(2_500);
        post("a", "1234");
        answer("a", "123456789"); // with the name that is kept, where it can be read back already
        post("b", "😀😀😀"); // 12 bytes, 6 units of UTF-16, 3 characters
        post("c", "öäüß"); // as long as the first
        awaitCount(3);
        JsonNode short4 = awaitAnalytics(3);
        post("d", longest);
        awaitCount(4);
        JsonNode long5000 = awaitAnalytics(4);

        assertThat(short4.get("longestNameUser")).isEqualTo(JSON.readTree("{\"id\": \"a\", \"name\": \"1234\"}"));
        assertThat(long5000.at("/longestNameUser/name").textValue()).isEqualTo(longest);
        JsonNode stream = JSON.readTree(datalab.get("/labs/users").body()).at("/streams/0");
        assertThat(stream.get("duplicates").intValue()).isZero();
        assertThat(stream.get("rejected").intValue()).isEqualTo(1);
        JsonNode reject =
                JSON.readTree(datalab.get("/labs/users/rejects").body()).at("/rows/0");
        assertThat(reject.get("detail").textValue()).contains("id a already", "other values of name");
        String retry = "/labs/users/rejects/" + reject.get("id").textValue() + "/retry";
        HttpResponse<String> again = datalab.post(retry, "application/json", "");
        HttpResponse<String> mended = datalab.post(retry, "application/json", "{\"id\":\"e\",\"name\":\"1\"}");
        assertThat(again.statusCode()).as(again.body()).isEqualTo(422);
        assertThat(again.body()).contains("other_values");
        assertThat(mended.statusCode()).as(mended.body()).isEqualTo(201);
    }

    @Test
    void refusesWhatIsNoUserAndCountsOn() throws Exception {
        Set<Integer> statuses = new HashSet<>();
        for (String nobody : new String[] {
            "{}", "null", "5", "{\"id\":\"a\"}", "{\"id\":\"a\",\"name\":null}", "{\"id\":\"\",\"name\":\"a\"}"
        }) {
            statuses.add(
                    datalab.post("/ingress/user", "application/json", nobody).statusCode());
        }
        post("after", "them");

        awaitCount(1);
        assertThat(statuses).isSubsetOf(400, 422);
        assertThat(awaitAnalytics(1).at("/longestNameUser/id").textValue()).isEqualTo("after");
        await().untilAsserted(() -> assertThat(
                        JSON.readTree(datalab.get("/labs/users/rejects").body()).get("rows"))
                .hasSize(6));
    }

    private void post(String id, String name) throws JsonProcessingException {
        assertThat(answer(id, name).get("name").textValue()).isEqualTo(name);
    }

    /** The user as it is answered. */
    private JsonNode answer(String id, String name) throws JsonProcessingException {
        String user =
                JSON.writeValueAsString(JSON.createObjectNode().put("id", id).put("name", name));
        HttpResponse<String> answer = datalab.post("/ingress/user", "application/json", user);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        JsonNode stored = JSON.readTree(answer.body());
        assertThat(stored.get("id").textValue()).isEqualTo(id);
        return stored;
    }

    private void awaitCount(int count) {
        await().pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(datalab.get(COUNT).body()).isEqualTo("{\"Count\":" + count + "}"));
    }

    /** Analytics may be a second old. */
    private JsonNode awaitAnalytics(int count) throws JsonProcessingException {
        await().pollInterval(Duration.ofMillis(50))
                .untilAsserted(
                        () -> assertThat(JSON.readTree(datalab.get(ANALYTICS).body())
                                        .get("userCount")
                                        .findValuesAsText("userCount"))
                                .endsWith("" + count));
        return JSON.readTree(datalab.get(ANALYTICS).body());
    }

    private static void awaitSecondAfter(String second) {
        Instant next = Instant.parse(second).truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        await().pollInterval(Duration.ofMillis(20)).until(() -> !Instant.now().isBefore(next));
    }
}
