package datalab.lab.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import datalab.lab.aggregate.Aggregates;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** The JSON Schema that editors use says the same as the parser, as far as a schema can. */
class LabSchemaTest {
    private static final Path CASES = Path.of("testcases/labfile");
    private static final Path FILE = Path.of("src/main/resources/datalab/lab/lab.schema.json");
    private static final Pattern AGGREGATE = Pattern.compile("\"aggregate\": \\{\\s+\"description\"[^}]*\n    }");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path LABS = Path.of("../labs");
    private static final String GOOD = """
            lab: good
            title: A good lab
            streams:
              readings:
                key: name
                time: at
                unique: [name, at]
                extra: keep
                fields:
                  name: {type: string, required: true, min: 1, max: 100}
                  value: {type: number, unit: m}
                  ok: boolean
                out: [{to: mysql, table: readings}, {to: plant, topic: all, columns: {a: at, b: name, c: value}}]
                in: {mqtt: [a/+/b/#], http: POST /readings, csv: [data/*.csv.gz]}
                quality:
                  - spike: {field: value, suspect: 3}
              places: {position: [lat, lon], fields: {id: integer, lat: number, lon: number}}
            views:
              folded: {of: readings, by: [name], every: 1m, n: count, p: "quantile(value, 0.95)", batch: {compact: "0 3 * * *"}}
              per_minute: {of: readings, by: name, every: 1m, n: count, mean: avg(value)}
              planned: {of: readings, n: sum(value), origin: [modelled, simulated]}
              weekly: {of: readings, every: 1w, zone: Asia/Shanghai, n: sum(value)}
              zoned: {of: readings, zone: count}
              latest: {of: readings, by: name, keep: last}
              shown: {of: readings, n: count, out: {to: mysql, table: shown}}
              met: {of: places, who: id, meet: {distance: 5, within: 10m}, every: 1h}
            routes:
              GET /readings: {rows: readings, cache: {ttl: 1s, stale: 2s}, max_rows: 10}
              GET /readings/{name}: {row: readings}
              GET /folded: {rows: folded, time: yyyy, columns: {name: name, at: window_start, count: n}}
              GET /joined: {rows: [folded, per_minute], join: left, columns: {n: folded.n, mean: mean}}
              GET /n: {json: {all: {view: folded, total: n}, ns: {view: folded, running: n, as: {id: row_id}}}}
            """;

    private final Schema schema = schema();

    @TestFactory
    List<DynamicTest> acceptsEveryLabOfTheRepository() throws IOException {
        try (Stream<Path> labs = Files.list(LABS)) {
            return labs.map(lab -> lab.resolve("lab.yaml"))
                    .filter(Files::isRegularFile)
                    .map(file -> dynamicTest(file.toString(), () -> {
                        assertThat(LabFile.read(file)).isInstanceOf(LabFile.Valid.class);
                        assertThat(mistakes(Files.readString(file))).isEmpty();
                    }))
                    .toList();
        }
    }

    @TestFactory
    List<DynamicTest> agreesWithTheParserInEachCase() throws IOException {
        try (Stream<Path> cases = Files.list(CASES)) {
            return cases.filter(folder -> isSchemas(folder.getFileName().toString()))
                    .map(folder -> dynamicTest(folder.getFileName().toString(), () -> {
                        String yaml = Files.readString(folder.resolve("lab.yaml"));
                        boolean valid = LabFile.parse("lab.yaml", folder, yaml) instanceof LabFile.Valid;
                        assertThat(mistakes(yaml).isEmpty()).isEqualTo(valid);
                    }))
                    .toList();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            lab: good           | lab: Good
            lab: good           | lab: datalab
            title: A good lab   | tilte: A good lab
            title: A good lab   | title: 5
            readings:           | Readings:
            key: name           | kye: name
            key: name           | key: [name]
            key: name           | zone: UTC
            time: at            | time: 1at
            unique: [name, at]  | unique: [name, name]
            extra: keep         | extra: maybe
            type: string        | type: text
            required: true      | required: 1
            min: 1              | min: -1
            max: 100            | max: 1.5
            unit: m             | unit: 1
            ok: boolean         | ok: {type: boolean, min: 1}
            ok: boolean         | ok: {type: time, unit: s}
            ok: boolean         | ok: {required: true}
            ok: boolean         | window_start: boolean
            a/+/b/#             | a/#/b
            a/+/b/#             | a+/b
            a/+/b/#             | $SYS/a
            POST /readings      | GET /readings
            POST /readings      | POST readings
            data/*.csv.gz       | /data/*.csv.gz
            data/*.csv.gz       | ../*.csv.gz
            data/*.csv.gz       | data/*.txt
            spike:              | spikes:
            suspect: 3          | suspect: -3
            suspect: 3          | tolerance: 3
            field: value        | feild: value
            of: readings        | fo: readings
            every: 1m           | every: 1 minute
            every: 1m           | every: 60
            every: 1m           | every: 1M
            every: 1m           | every: 1mo2d
            every: 1m           | "every: 1m, zone: UTC"
            every: 1m           | zone: UTC
            every: 1m           | "every: 1d, zone: 8"
            every: 1w, zone     | "every: 1h, zone"
            "every: 1w, "       | ""
            keep: last          | keep: last, zone: count
            who: id, meet       | "zone: count, who: id, meet"
            n: count            | n: number
            n: count            | n: sum()
            n: count            | 1n: count
            "0 3 * * *"         | "0 3 * *"
            "0 3 * * *"         | "0 3 * * ?"
            "0 3 * * *"         | 5
            compact:            | compcat:
            {compact: "0 3 * * *"} | {}
            {compact: "0 3 * * *"} | count
            0.95                | 95
            n: count            | n: top
            n: count            | n: "top(3)"
            n: count            | n: "top(0, name)"
            n: count            | n: "top(101, name)"
            keep: last          | keep: first
            [modelled, simulated] | imagined
            [modelled, simulated] | []
            [modelled, simulated] | [any]
            [modelled, simulated] | [modelled, modelled]
            [modelled, simulated] | {}
            "n: sum(value), "   | ""
            "unique: [name, at]" | ""
            {to: mysql, table: shown} | mysql
            {to: mysql, table: shown} | []
            {to: mysql, table: shown} | [mysql]
            ", table: shown"    | ""
            table: shown        | table: 5
            table: shown        | table: " "
            "to: mysql, t"      | "t"
            "to: mysql, t"      | "to: 5, t"
            table: shown        | table: shown, topic: shown
            table: shown        | columns: {n: n}
            table: shown        | table: shown, columns: {}
            table: shown        | table: shown, columns: {1n: n}
            table: shown        | table: shown, columns: {n: 5}
            table: shown        | table: shown, columns: [n]
            n: count, out: {    | out: {
            who: id, meet       | out: count, who: id, meet
            who: id, meet       | "out: {to: mysql, table: met}, who: id, meet"
            keep: last          | keep: last, out: count
            keep: last          | keep: last, origin: count
            who: id, meet       | origin: count, who: id, meet
            keep: last          | keep: last, n: count
            , keep: last        | , every: 1d
            who: id, meet       | meet
            meet: {distance: 5, within: 10m}, every | every
            within: 10m         | wihtin: 10m
            distance: 5, within | within
            distance: 5         | distance: 1001
            distance: 5         | distance: near
            every: 1h           | by: id
            every: 1h           | n: count
            rows: readings      | row: readings
            row: readings       | rows: readings
            /{name}             | /{name}/{ok}
            row: readings       | row: readings, who: name
            GET /readings       | PUT /readings
            GET /readings       | GET /readings?all
            rows: folded        | rows: []
            rows: folded        | rows: {view: folded}
            "[folded, per_minute]" | "[folded]"
            "[folded, per_minute]" | "[folded, folded]"
            "[folded, per_minute]" | "[folded, 5]"
            "[folded, per_minute]" | folded
            join: left          | join: outer
            join: left          | joins: left
            at: window_start    | at: "window start"
            at: window_start    | at: 5
            "{n: folded.n, mean: mean}" | "{}"
            "{n: folded.n, mean: mean}" | n
            ttl: 1s             | ttl: soon
            ttl: 1s             | ttl: 1s, old: 1s
            max_rows: 10        | max_rows: 0
            "{json:"            | "{rows: readings, json:"
            "{json:"            | "{time: yyyy, json:"
            view: folded, t     | veiw: folded, t
            total: n            | total: n, one: n
            total: n            | total: 5
            ", total: n"        | ""
            total: n            | total: n, as: {id: row_id}
            ", as: {id: row_id}" | ""
            "{id: row_id}"      | "{}"
            "{id: row_id}"      | row_id
            """)
    void refusesWhatTheParserRefuses(String good, String bad) throws IOException {
        assertThat(GOOD).contains(good);
        String yaml = GOOD.replace(good, bad);

        boolean valid = LabFile.parse("lab.yaml", CASES, yaml) instanceof LabFile.Valid;
        List<String> mistakes = mistakes(yaml);

        assertThat(valid).isFalse();
        assertThat(mistakes).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            true  | mqtt: []
            true  | mqtt: "#"
            true  | mqtt: +/a//b/+
            true  | mqtt: /a/#
            true  | mqtt: {topic: a}
            true  | mqtt: {topic: [a, b/#]}
            true  | mqtt: [a, {topic: b}, {topic: [c, d]}]
            false | mqtt:
            false | mqtt: 5
            false | mqtt: [[a]]
            false | mqtt: ""
            false | mqtt: $a
            false | mqtt: a#
            false | mqtt: "a\\x07"
            false | mqtt: [a, a]
            false | mqtt: {}
            false | mqtt: {topic: }
            false | mqtt: {topic: []}
            false | mqtt: {topic: [a, a]}
            false | mqtt: {topic: [a, 5]}
            false | mqtt: {topic: a/#/b}
            false | mqtt: {topic: {topic: a}}
            false | mqtt: {topics: a}
            false | mqtt: {topic: a, qos: 1}
            false | mqtt: {topic: a, map: {value: payload}}
            true  | http: [POST /a, POST /b-1/c.d]
            false | http: POST /a/../b
            false | http: "POST /{name}"
            false | http: {path: POST /a}
            true  | csv: ["a b*/c?.csv", data/größe.csv.gz, a/../b.csv]
            false | csv: "a,b.csv"
            false | csv: ./../a.csv
            false | csv: {files: a.csv}
            false | pigeons: 9999
            """)
    void agreesWithTheParserOnEachInput(boolean valid, String input) throws IOException {
        String yaml = "lab: inputs\nstreams: {readings: {fields: {value: number}, in: {%s}}}\n".formatted(input);

        assertThat(LabFile.parse("lab.yaml", CASES, yaml) instanceof LabFile.Valid)
                .isEqualTo(valid);
        assertThat(mistakes(yaml).isEmpty()).isEqualTo(valid);
    }

    /** With {@code -Dgolden.write=true}, the schema is written again as the list of aggregates says. */
    @Test
    void knowsEveryAggregateByItsOwnDeclaration() throws IOException {
        String text = Files.readString(FILE);
        Matcher section = AGGREGATE.matcher(text);
        assertThat(section.find()).isTrue();
        String said =
                "\"aggregate\": {\n      \"description\": %s,\n      \"type\": \"string\",\n      \"pattern\": %s\n    }"
                        .formatted(
                                JSON.writeValueAsString(Aggregates.description()),
                                JSON.writeValueAsString(Aggregates.pattern()));

        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(FILE, text.replace(section.group(), said));
        }

        assertThat(section.group()).isEqualTo(said);
    }

    /** A schema knows nothing of YAML itself, nor of what expressions mean. */
    private static boolean isSchemas(String name) {
        return !name.startsWith("mistake-") && !name.equals("mistakes-of-expressions");
    }

    private List<String> mistakes(String yaml) throws IOException {
        Object tree =
                new Load(LoadSettings.builder().setSchema(new CoreSchema()).build()).loadFromString(yaml);
        String json = new ObjectMapper().writeValueAsString(tree);
        return schema.validate(json, InputFormat.JSON).stream()
                .map(Objects::toString)
                .toList();
    }

    private static Schema schema() {
        try (InputStream in = LabFile.class.getResourceAsStream("/datalab/lab/lab.schema.json")) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(Objects.requireNonNull(in), InputFormat.JSON);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
