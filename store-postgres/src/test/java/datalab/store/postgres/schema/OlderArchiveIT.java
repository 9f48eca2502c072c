package datalab.store.postgres.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.Lab;
import datalab.lab.event.EventJson;
import datalab.lab.stream.EventStream;
import datalab.lab.yaml.LabFile;
import datalab.store.archive.ArchivedEvent;
import datalab.store.archive.EventQuery;
import datalab.store.ledger.Commit.Amendment;
import datalab.store.postgres.PostgresStore;
import datalab.testkit.Sql;
import datalab.testkit.TestPostgres;
import datalab.testkit.store.CommitBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An archive that DataLab 0.1 made is written anew, and answers as before. */
final class OlderArchiveIT {
    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    private static final Path LAB = Path.of("../labs/sensors");

    private PostgresStore store;

    @BeforeEach
    void start() throws IOException {
        store = new PostgresStore(postgres.settings());
        store.start();
        Sql.execute(postgres.settings(), "drop schema if exists sensors cascade; delete from datalab.streams");
        Sql.execute(postgres.settings(), resource("archive-of-0.1.sql"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void showsEveryEventAsBefore() throws IOException {
        Lab lab = lab("");

        store.prepare(lab);

        assertThat(shown(lab)).isEqualTo(resource("archive-of-0.1.ndjson"));
        assertThat(query("select count(*) from sensors.readings where _flags is null"))
                .isEqualTo("17");
        assertThat(query("select string_agg(_flags->'value'->>'aggregate', ' ' order by _time) from sensors.readings"))
                .isEqualTo("9 4 4 4");
        assertThat(query("select count(*) from sensors.readings where timestamp = _time and _origin = 'simulated'"))
                .isEqualTo("1");
    }

    @Test
    void givesFieldsThatWereDeclaredLongAgoTheirOlderValues() throws IOException {
        Lab lab = lab("      s: string\n");

        store.prepare(lab);

        assertThat(query("select string_agg(name || s, ' ' order by name) from sensors.readings where s is not null"))
                .isEqualTo("x1s9 x2s9 x3s9");
        assertThat(shown(lab))
                .contains("\"s\":\"s9\",")
                .contains("\"_unfit\":{\"s\": 7}")
                .doesNotContain("\"s\": \"s9\"");
    }

    @Test
    void keepsTheOldFormWhereSomebodyHasBuiltOnIt() throws IOException {
        Lab lab = lab("");
        Sql.execute(
                postgres.settings(),
                "create view sensors.mine as select name, timestamp, _flags from sensors.readings");

        store.prepare(lab);

        assertThat(shown(lab)).isEqualTo(resource("archive-of-0.1.ndjson"));
        assertThat(query("select count(_flags) from sensors.mine")).isEqualTo("21");
        Sql.execute(postgres.settings(), "drop view sensors.mine");
        store.prepare(lab);
        assertThat(shown(lab)).isEqualTo(resource("archive-of-0.1.ndjson"));
        assertThat(query("select count(_flags) from sensors.readings")).isEqualTo("4");
    }

    @Test
    void saysFlagsOfFormerTestsAsTheyWere() throws IOException {
        Lab before = lab("");
        store.prepare(before);
        String text = Files.readString(LAB.resolve("lab.yaml")).replaceAll("(?m)^ +- spike.*\n", "");
        Lab after = ((LabFile.Valid) LabFile.parse("sensors", LAB, text)).lab();

        store.prepare(after);

        assertThat(shown(after)).isEqualTo(resource("archive-of-0.1.ndjson"));
        assertThat(shown(before)).isEqualTo(resource("archive-of-0.1.ndjson"));
        assertThat(query("select count(*) from datalab.usual_flags")).isEqualTo("5");
    }

    @Test
    void amendsUsualFlagsToAnyOthersAndBack() throws IOException {
        Lab lab = lab("");
        store.prepare(lab);
        EventStream stream = readings(lab);
        ArchivedEvent first = events(lab).getFirst();
        String worse = "{\"value\": {\"spike\": 4}}";
        String usual =
                "{\"value\":{\"gross_range\":1,\"rate_of_change\":1,\"flat_line\":1,\"spike\":1,\"aggregate\":1}}";

        List<String> flags = new ArrayList<>();
        long next = store.ledger().progress(stream, 0).nextOffset();
        for (String json : List.of(worse, usual)) {
            Amendment amendment =
                    new Amendment(first.event().at(), first.event().time(), json);
            store.ledger()
                    .commit(CommitBuilder.of(stream, 0, next, ++next)
                            .amended(amendment)
                            .commit());
            flags.add(Objects.requireNonNull(events(lab).getFirst().flagsJson()));
        }

        assertThat(flags.getFirst()).isEqualTo(worse);
        assertThat(flags.getLast()).contains("\"spike\": 1, \"aggregate\": 1");
        assertThat(query("select count(_flags) from sensors.readings")).isEqualTo("4");
    }

    private static Lab lab(String moreFields) throws IOException {
        String text =
                Files.readString(LAB.resolve("lab.yaml")).replace("    extra: keep", moreFields + "    extra: keep");
        return ((LabFile.Valid) LabFile.parse("sensors", LAB, text)).lab();
    }

    private static EventStream readings(Lab lab) {
        return lab.streams().values().iterator().next();
    }

    private List<ArchivedEvent> events(Lab lab) {
        return store.archive().events(new EventQuery(readings(lab), null, null, Map.of(), false, null, 99));
    }

    /** As the API's NDJSON. */
    private String shown(Lab lab) throws IOException {
        EventJson json = new EventJson(readings(lab));
        StringWriter text = new StringWriter();
        for (ArchivedEvent archived : events(lab)) {
            try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
                json.write(out, archived.event(), archived.flagsJson());
            }
            text.write('\n');
        }
        return text.toString();
    }

    private static String query(String sql) {
        return Sql.query(postgres.settings(), sql);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = OlderArchiveIT.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
