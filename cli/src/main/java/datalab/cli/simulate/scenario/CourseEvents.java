package datalab.cli.simulate.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.app.terminal.CommandFailed;
import datalab.cli.client.ServerClient;
import datalab.lab.scenario.Scenario;
import datalab.lab.scenario.Scenario.Basis;
import datalab.lab.scenario.ScenarioChanges;
import datalab.lab.yaml.syntax.Durations;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One course of a model for each key, as a running DataLab draws it, with the changes of a scenario. */
final class CourseEvents implements SimulatedEvents {
    private static final int VALUES_MAX = 1_000_000;
    private static final int NOT_FOUND = 404;

    private final Basis.Course course;
    private final Instant begin;
    private final String key;
    private final EventChanger changer;
    private final Iterator<Drawn> drawn;

    /** A value of a slot. */
    private record Drawn(Instant at, JsonNode key, double value) {}

    private CourseEvents(Scenario scenario, Basis.Course course, int seed, List<Drawn> drawn) {
        this.course = course;
        this.key = Objects.requireNonNull(scenario.stream().key());
        this.begin = drawn.getFirst().at();
        this.changer = new EventChanger(scenario, new ScenarioChanges(scenario, seed, begin));
        this.drawn = drawn.iterator();
    }

    /** Asks for a course of each key. */
    static CourseEvents open(ServerClient client, Scenario scenario, Basis.Course course, int seed) {
        List<JsonNode> keys = scenario.keys().isEmpty() ? keys(client, scenario, course) : named(scenario);
        List<Drawn> drawn = new ArrayList<>();
        for (JsonNode key : keys) {
            drawn.addAll(drawn(client, scenario, course, seed, key));
        }
        if (drawn.isEmpty()) {
            throw new CommandFailed("model " + course.model().name() + " expects nothing of the next " + course.slots()
                    + " slots of any key");
        }
        drawn.sort(Comparator.comparing(Drawn::at)); // stable: by key within a slot
        return new CourseEvents(scenario, course, seed, drawn);
    }

    @Override
    public Instant begin() {
        return begin;
    }

    @Override
    public Instant end() {
        return begin.plus(course.model().every().multipliedBy(course.slots()));
    }

    @Override
    public @Nullable SimulatedEvent next() {
        while (drawn.hasNext()) {
            Drawn value = drawn.next();
            ObjectNode event = JsonNodeFactory.instance.objectNode();
            event.set(key, value.key());
            event.put(course.model().value(), value.value());
            SimulatedEvent changed = changer.changed(event, value.at());
            if (changed != null) {
                return changed;
            }
        }
        return null;
    }

    @Override
    public void close() {}

    /** Those of the scenario, as JSON has them. */
    private static List<JsonNode> named(Scenario scenario) {
        String key = Objects.requireNonNull(scenario.stream().key());
        JsonNodeFactory json = JsonNodeFactory.instance;
        return new TreeSet<>(scenario.keys())
                .stream()
                        .map(text -> (JsonNode)
                                switch (scenario.stream()
                                        .field(key)
                                        .orElseThrow()
                                        .type()) {
                                    case STRING, TIME -> json.textNode(text);
                                    case NUMBER -> json.numberNode(Double.parseDouble(text));
                                    case INTEGER -> json.numberNode(Long.parseLong(text));
                                    case BOOLEAN -> json.booleanNode(Boolean.parseBoolean(text));
                                })
                        .toList();
    }

    /** All of which there are events. */
    private static List<JsonNode> keys(ServerClient client, Scenario scenario, Basis.Course course) {
        String key = Objects.requireNonNull(scenario.stream().key());
        String address = "labs/" + scenario.stream().lab() + "/streams/"
                + scenario.stream().name() + "?latest=1&limit=10000&fields=" + key;
        List<JsonNode> keys = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = answered(client, address + after);
            page.path("rows").forEach(row -> keys.add(row.path(key)));
            if ((long) keys.size() * course.slots() > VALUES_MAX) {
                throw new CommandFailed("that is " + keys.size() + " keys or more with " + course.slots()
                        + " slots each, and at most " + VALUES_MAX + " values are drawn at once; expected some keys:"
                        + " in the scenario, or a shorter for:");
            }
            after = page.path("after").isTextual()
                    ? "&after=" + encoded(page.path("after").asText())
                    : "";
        } while (!after.isEmpty());
        keys.sort(Comparator.comparing(JsonNode::asText));
        return keys.stream().distinct().toList();
    }

    private static List<Drawn> drawn(
            ServerClient client, Scenario scenario, Basis.Course course, int seed, JsonNode key) {
        String address =
                "labs/" + scenario.stream().lab() + "/models/" + course.model().name() + "/forecast?key="
                        + encoded(key.asText()) + "&horizon="
                        + Durations.text(course.model().every().multipliedBy(course.slots())) + "&seed=" + seed;
        HttpResponse<String> answer = client.ask(client.request(address).GET().build());
        if (answer.statusCode() == NOT_FOUND && scenario.keys().isEmpty()) {
            return List.of(); // of a key that came after the last fit
        }
        List<Drawn> drawn = new ArrayList<>();
        for (JsonNode row : answered(answer).path("rows")) {
            if (row.path("simulated").isNumber()) {
                drawn.add(new Drawn(
                        Instant.parse(row.path("at").asText()),
                        key,
                        row.path("simulated").doubleValue()));
            }
        }
        return drawn;
    }

    private static JsonNode answered(ServerClient client, String address) {
        return answered(client.ask(client.request(address).GET().build()));
    }

    private static JsonNode answered(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw ServerClient.refused(answer);
        }
        return ServerClient.json(answer);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
