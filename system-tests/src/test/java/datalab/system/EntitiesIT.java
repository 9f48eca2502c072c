package datalab.system;

import static datalab.system.PersonWriters.publishOne;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.ingest.grpc.v1.Accepted;
import datalab.testkit.DataLabProcess;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes hand out numbers to persons, while one or both are killed and others are imported with numbers of their own. In
 * order, as the first counts from 1.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class EntitiesIT {
    private static final String LAB = """
            lab: places
            title: Who was where
            streams:
              persons:
                key: id
                unique: id
                fields:
                  id: {type: integer, generated: true}
                  name: {type: string, required: true}
                in: {http: POST /api/persons, wait: visible, invalid: 400}
              locations:
                key: person_id
                fields:
                  person_id: {type: integer, required: true, references: persons}
                  latitude: {type: number, as: text}
                in: {http: POST /api/locations, invalid: 400}
              visits:
                fields:
                  person_id: {type: integer, references: {stream: persons, unknown: keep}}
            """;
    private static final int WRITERS = 50;
    private static final int SENT = Integer.getInteger("entities.persons", 300);
    private static final int IMPORTED = 1_000;
    private static final long IMPORTED_FROM = 1_000_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static DataLabProcess first;
    private static DataLabProcess second;

    @BeforeAll
    static void start() throws IOException {
        Path labs = folder.resolve("labs");
        Files.createDirectories(labs.resolve("places"));
        Files.writeString(labs.resolve("places/lab.yaml"), LAB);
        first = new DataLabProcess(labs, folder.resolve("first"));
        second = new DataLabProcess(labs, folder.resolve("second"))
                .withRole("ingest,process,web")
                .sharing(first);
        first.start();
        second.start();
    }

    @AfterAll
    static void stop() {
        second.close();
        first.close();
    }

    @Test
    @Order(4)
    void everyPersonHasANumberOfItsOwnWhateverIsKilled() throws IOException {
        try (PersonWriters writers = new PersonWriters(WRITERS, first, second)) {
            writers.start();
            writers.awaitMore(SENT);
            await().until(() -> writers.ways().size() == 4); // over HTTP and gRPC, of both
            second.kill();
            writers.awaitMore(SENT);
            second.start();
            writers.awaitMore(SENT);
            first.kill(); // and with it the log and the store
            first.start();
            writers.forgetWays();
            writers.awaitMore(SENT);
            await().until(() -> writers.ways().size() == 4); // all of them go on
            importPersons();
            writers.awaitMore(SENT);

            Map<String, Long> answered = writers.finish();
            Map<String, List<Long>> archived = archived();
            System.out.printf("entities test: %s, %d archived%n", writers, archived.size());

            assertThat(answered).hasSizeGreaterThanOrEqualTo(5 * SENT);
            assertThat(answered.values()).doesNotHaveDuplicates();
            assertThat(answered)
                    .allSatisfy((name, number) ->
                            assertThat(archived.get(name)).as(name).containsExactly(number));
            assertThat(archived.values().stream().flatMap(List::stream)).doesNotHaveDuplicates();
            assertThat(lost(archived))
                    .as("imported persons, and who has their numbers")
                    .isEmpty();
        }
    }

    @Test
    @Order(1)
    void aPersonIsReferredToAtOnceAndNobodyElseIs() throws IOException {
        HttpResponse<String> created = second.post("/api/persons", "application/json", "{\"name\":\"Ada\"}");
        long id = JSON.readTree(created.body()).path("id").longValue();
        HttpResponse<String> there = first.post("/api/locations", "application/json", location(id));
        HttpResponse<String> nowhere = first.post("/api/locations", "application/json", location(id + 1));
        HttpResponse<String> wrong = first.post("/api/persons", "application/json", "{\"nom\":\"Ada\"}");
        HttpResponse<String> again =
                first.post("/api/persons", "application/json", "{\"id\":" + id + ",\"name\":\"Bo\"}");

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.body()).isEqualTo("{\"id\":1,\"name\":\"Ada\"}");
        assertThat(there.statusCode()).as(there.body()).isEqualTo(201);
        assertThat(there.body()).isEqualTo("{\"person_id\":1,\"latitude\":\"-1.5\"}");
        assertThat(nowhere.statusCode()).isEqualTo(422);
        assertThat(nowhere.body()).contains("unknown_reference", "person_id is 2");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(again.body()).contains("there is an event with id 1 already");

        await().until(() -> rejected().size() == 3);
        second.post("/api/persons", "application/json", "{\"name\":\"Bo\"}"); // the person that was missing
        Map<String, String> rejects = new HashMap<>();
        rejected()
                .forEach(row -> rejects.put(
                        row.path("reason").textValue(), row.path("id").textValue()));
        String reject = rejects.get("unknown_reference");
        assertThat(rejects).containsKey("other_values");
        assertThat(second.post("/labs/places/rejects/" + reject + "/retry", "application/json", "")
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    @Order(3)
    void overGrpcToo() {
        ManagedChannel here = channel(first);
        ManagedChannel there = channel(second);
        try {
            for (int i = 0; i < 20; i++) {
                Accepted created = publishOne(there, "persons", "{\"name\":\"Ada\"}");

                assertThat(created.getVisible()).isTrue();
                assertThat(publishOne(here, "locations", location(created.getGeneratedId()))
                                .hasVisible())
                        .isFalse();
            }
            assertThatThrownBy(() -> publishOne(here, "locations", location(1_000)))
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION));
            assertThat(publishOne(here, "visits", "{\"person_id\":1000}")
                            .getEvent()
                            .toStringUtf8())
                    .contains("\"_unknown\":[\"person_id\"]");
        } finally {
            here.shutdownNow();
            there.shutdownNow();
        }
    }

    @Test
    @Order(2)
    void whatMayReferToNobodyIsKeptAndSaysSo() throws IOException {
        HttpResponse<String> created =
                first.post("/labs/places/streams/visits", "application/json", "{\"person_id\":7,\"note\":\"x\"}");

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(JSON.readTree(created.body()).path("_unknown")).hasToString("[\"person_id\"]");
        await().untilAsserted(() -> assertThat(
                        JSON.readTree(first.get("/labs/places/streams/visits").body())
                                .path("rows"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.path("_unknown")).hasToString("[\"person_id\"]");
                    assertThat(row.path("note").textValue()).isEqualTo("x");
                }));
        String exported = first.get("/labs/places/streams/visits?format=csv").body();
        assertThat(first.post("/labs/places/streams/visits", "text/csv", exported)
                        .body())
                .contains("\"accepted\":1,\"rejected\":0");
    }

    /** The imported persons that are not in the archive, with the names that their numbers have there. */
    private static Map<String, List<String>> lost(Map<String, List<Long>> archived) {
        Map<String, List<String>> lost = new HashMap<>();
        for (int number = 0; number < IMPORTED; number++) {
            String name = "imported " + number;
            Long id = IMPORTED_FROM + number * 3L;
            if (!archived.containsKey(name)) {
                lost.put(
                        name,
                        archived.entrySet().stream()
                                .filter(person -> person.getValue().contains(id))
                                .map(Map.Entry::getKey)
                                .toList());
            }
        }
        return lost;
    }

    /**
     * Above and between the numbers that are handed out meanwhile. The greatest goes first: until DataLab has heard of it, those
     * below it may be handed out to others. The rest comes in any order.
     */
    private void importPersons() throws IOException {
        List<Integer> numbers =
                new ArrayList<>(IntStream.range(0, IMPORTED).boxed().toList());
        Collections.shuffle(numbers, new Random(1));
        numbers.remove(Integer.valueOf(IMPORTED - 1));
        numbers.addFirst(IMPORTED - 1);
        StringBuilder body = new StringBuilder();
        for (int number : numbers) {
            body.append("{\"id\":%d,\"name\":\"imported %d\"}%n".formatted(IMPORTED_FROM + number * 3L, number));
        }
        HttpResponse<String> answer =
                second.post("/labs/places/streams/persons", "application/x-ndjson", body.toString());
        assertThat(answer.body()).contains("\"accepted\":1000,\"rejected\":0");
    }

    /** The numbers of each name in the archive, once all of the log is in it. */
    private Map<String, List<Long>> archived() throws IOException {
        await().until(() -> JSON.readTree(first.get("/labs/places").body())
                        .at("/streams/0/lag")
                        .asLong(-1)
                == 0);
        Map<String, List<Long>> archived = new HashMap<>();
        String after = "";
        do {
            JsonNode page = JSON.readTree(first.get("/labs/places/streams/persons?limit=10000" + after)
                    .body());
            for (JsonNode row : page.path("rows")) {
                archived.computeIfAbsent(row.path("name").textValue(), name -> new ArrayList<>())
                        .add(row.path("id").longValue());
            }
            after = page.path("after").isTextual()
                    ? "&after=" + page.path("after").textValue()
                    : "";
        } while (!after.isEmpty());
        return archived;
    }

    private static ManagedChannel channel(DataLabProcess process) {
        return NettyChannelBuilder.forAddress("127.0.0.1", process.grpcPort)
                .usePlaintext()
                .build();
    }

    private JsonNode rejected() throws IOException {
        return JSON.readTree(first.get("/labs/places/rejects").body()).path("rows");
    }

    private static String location(long person) {
        return "{\"person_id\":" + person + ",\"latitude\":\"-1.50\"}";
    }
}
