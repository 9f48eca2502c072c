package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.testkit.DataLabProcess;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients of the older connections system send and get, and that its faults are gone. */
final class ConnectionsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PERSONS = "/api/persons";
    private static final String LOCATIONS = "/api/locations";

    @TempDir
    static Path folder;

    private static DataLabProcess datalab;

    @BeforeAll
    static void start() {
        datalab = new DataLabProcess(Path.of("../labs"), folder.resolve("data"));
        datalab.start("connections");
    }

    @AfterAll
    static void stop() {
        datalab.close();
    }

    @Test
    void givesPersonsNumbersAtOnceAndFindsThemByThem() throws Exception {
        JsonNode taco = posted(PERSONS, person("Taco", "Fargo"));
        JsonNode frank = posted(PERSONS, person("Frank", "Shader"));

        assertThat(taco.get("id").isIntegralNumber()).isTrue();
        assertThat(frank.get("id").longValue()).isGreaterThan(taco.get("id").longValue());
        assertThat(got(PERSONS + "/" + taco.get("id"))).isEqualTo(taco);
        assertThat(got(PERSONS)).contains(taco, frank);
        assertThat(names(taco)).containsExactly("id", "first_name", "last_name", "company_name");
    }

    @Test
    void keepsNumbersOverAKillAndHandsNoneOutTwice() throws Exception {
        JsonNode before = posted(PERSONS, person("Before", "Kill"));
        datalab.kill();
        datalab.start("connections");

        JsonNode after = posted(PERSONS, person("After", "Kill"));

        assertThat(after.get("id").longValue()).isGreaterThan(before.get("id").longValue());
        assertThat(got(PERSONS + "/" + before.get("id"))).isEqualTo(before);
    }

    @Test
    void takesCoordinatesAsTextOrNumbersAndAnswersText() throws Exception {
        long person = newPerson();

        JsonNode asText = posted(LOCATIONS, location(person, "2020-08-15T10:37:06", "\"37.55363\"", "\"-122.290883\""));
        JsonNode asNumbers = posted(LOCATIONS, location(person, "2020-08-15T10:37:07", "37.55363", "-122.290883"));

        assertThat(asText.get("latitude").textValue()).isEqualTo("37.55363");
        assertThat(asText.get("longitude").textValue()).isEqualTo("-122.290883");
        assertThat(asText.get("creation_time").textValue()).isEqualTo("2020-08-15T10:37:06Z");
        assertThat(asNumbers.get("latitude").textValue()).isEqualTo("37.55363");
        assertThat(got(LOCATIONS + "/" + asText.get("id"))).isEqualTo(asText);
    }

    @Test
    void measuresMetresWhereTheOlderSystemSwappedTheAxes() throws Exception {
        long one = newPerson();
        long other = newPerson();
        posted(LOCATIONS, location(one, "2021-01-01T12:00:00", "35.0500000", "-106.6000000"));
        posted(LOCATIONS, location(other, "2021-01-01T12:00:00", "35.0509015", "-106.6000000"));

        JsonNode within99 = connections(one, "start_date=2021-01-01&end_date=2021-01-01&distance=99");
        JsonNode within101 = connections(one, "start_date=2021-01-01&end_date=2021-01-01&distance=101");

        assertThat(within99).isEmpty();
        assertThat(within101).hasSize(1);
        assertThat(within101.at("/0/distance").doubleValue()).isBetween(99.9, 100.1);
    }

    @Test
    void listsEachLocationOfAnotherOnceInOrderOfTimeToTheEndOfTheLastDay() throws Exception {
        long one = newPerson();
        long other = newPerson();
        for (String time : List.of("2022-03-01T00:00:00", "2022-03-02T10:00:00", "2022-03-02T10:00:01")) {
            posted(LOCATIONS, location(one, time, "10", "10"));
        }
        JsonNode last = posted(LOCATIONS, location(other, "2022-03-02T23:59:59.999", "10.00001", "10"));
        JsonNode first = posted(LOCATIONS, location(other, "2022-03-01T00:00:00", "10", "10"));
        posted(LOCATIONS, location(other, "2022-03-03T00:00:00", "10", "10"));
        posted(LOCATIONS, location(other, "2022-02-28T23:59:59", "10", "10"));

        JsonNode found = connections(one, "start_date=2022-03-01&end_date=2022-03-02");

        assertThat(found.findValues("location")).containsExactly(first, last);
        assertThat(found.at("/0/person/id").longValue()).isEqualTo(other);
        assertThat(found.at("/1/distance").doubleValue()).isBetween(1.10, 1.11);
        assertThat(found.at("/1/nearest/person_id").longValue()).isEqualTo(one);
    }

    @Test
    void tellsWhoMetFromWhoCameLater() throws Exception {
        long one = newPerson();
        long met = newPerson();
        long later = newPerson();
        posted(LOCATIONS, location(one, "2022-05-01T12:00:00Z", "20", "20"));
        posted(LOCATIONS, location(met, "2022-05-01T14:10:00+02:00", "20", "20")); // its zone is not dropped
        posted(LOCATIONS, location(later, "2022-05-01T15:00:00Z", "20", "20"));

        JsonNode ever = connections(one, "start_date=2022-05-01&end_date=2022-05-01");
        JsonNode together = connections(one, "start_date=2022-05-01&end_date=2022-05-01&within=15m");

        assertThat(ids(ever)).containsExactly(met, later);
        assertThat(ids(together)).containsExactly(met);
    }

    @Test
    void pagesWithLinksAndGivesFeaturesToMaps() throws Exception {
        long one = newPerson();
        long other = newPerson();
        posted(LOCATIONS, location(one, "2022-06-01T12:00:00Z", "30", "31"));
        for (int second = 0; second < 3; second++) {
            posted(LOCATIONS, location(other, "2022-06-01T12:00:0" + second + "Z", "30", "31"));
        }

        HttpResponse<String> page = datalab.get(PERSONS + "/" + one + "/connection?limit=2");
        String link = page.headers().firstValue("Link").orElseThrow();
        String next = link.substring(link.indexOf('<') + 1, link.indexOf('>'));
        HttpResponse<String> rest =
                datalab.get(PERSONS + "/" + one + "/connection" + next.substring(next.indexOf('?')));
        JsonNode features = got(PERSONS + "/" + one + "/connection?format=geojson");

        assertThat(JSON.readTree(page.body())).hasSize(2);
        assertThat(JSON.readTree(rest.body())).hasSize(1);
        assertThat(features.at("/type").textValue()).isEqualTo("FeatureCollection");
        assertThat(features.at("/features/0/geometry").toString())
                .isEqualTo("{\"type\":\"Point\",\"coordinates\":[31.0,30.0]}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /api/persons   | {}                                                 | 400 | first_name is missing
            /api/persons   | null                                               | 400 | found null
            /api/persons   | {"first_name":5,"last_name":"a"}                   | 400 | first_name is the number 5
            /api/persons   | {"first_name":"","last_name":"a"}                  | 400 | first_name is the string ""
            /api/locations | {"person_id":1,"latitude":137,"longitude":5}       | 400 | latitude is the number 137
            /api/locations | {"person_id":1,"latitude":"5"}                     | 400 | longitude is missing
            /api/locations | {"person_id":1,"creation_time":"yesterday"}        | 400 | creation_time is the string
            /api/locations | {"person_id":999999999,"latitude":5,"longitude":5} | 422 | person_id is 999999999
            """)
    void saysWhatIsWrongWithWhatIsSent(String path, String body, int status, String detail) throws Exception {
        HttpResponse<String> answer = datalab.post(path, "application/json", body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(JSON.readTree(answer.body()).get("detail").textValue()).startsWith(detail);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/persons/999999999, 404",
        "/api/persons/five, 400",
        "/api/locations/999999999, 404",
        "/api/persons/999999999/connection, 404",
        "/api/persons/1/connection?start_date=soon, 400",
        "/api/persons/1/connection?start_date=2021-01-02&end_date=2020-01-01, 400",
        "/api/persons/1/connection?distance=-1, 400",
        "/api/persons/1/connection?distance=100001, 400",
        "/api/persons/1/connection?within=soon, 400",
        "/api/persons/1/connection?distanze=5, 400",
        "/labs/connections/streams/persons/near?lat=1&lon=1&distance=1, 404",
        "/labs/connections/streams/locations/near?lat=1&lon=1, 400",
        "/labs/connections/streams/locations/near?lat=91&lon=1&distance=1, 400",
        "/labs/connections/streams/locations/near?lat=1&distance=1, 400",
        "/labs/connections/streams/persons?format=geojson, 400"
    })
    void saysWhatIsWrongWithWhatIsAsked(String path, int status) {
        newPerson();

        assertThat(datalab.get(path).statusCode()).isEqualTo(status);
    }

    private static long newPerson() {
        try {
            return posted(PERSONS, person("Some", "Body")).get("id").longValue();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode connections(long person, String query) throws JsonProcessingException {
        return got(PERSONS + "/" + person + "/connection?" + query);
    }

    private static List<Long> ids(JsonNode connections) {
        return StreamSupport.stream(connections.spliterator(), false)
                .map(connection -> connection.at("/person/id").longValue())
                .toList();
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static String person(String first, String last) {
        return "{\"first_name\":\"%s\",\"last_name\":\"%s\",\"company_name\":\"Alpha\"}".formatted(first, last);
    }

    private static String location(long person, String time, String latitude, String longitude) {
        return "{\"person_id\":%d,\"creation_time\":\"%s\",\"latitude\":%s,\"longitude\":%s}"
                .formatted(person, time, latitude, longitude);
    }

    private static JsonNode posted(String path, String body) throws JsonProcessingException {
        HttpResponse<String> answer = datalab.post(path, "application/json", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return JSON.readTree(answer.body());
    }

    private static JsonNode got(String path) throws JsonProcessingException {
        HttpResponse<String> answer = datalab.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }
}
