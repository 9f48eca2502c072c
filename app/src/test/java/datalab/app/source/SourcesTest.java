package datalab.app.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.ingest.SourceType;
import datalab.lab.yaml.LabFile;
import datalab.lab.yaml.input.InputGrammar;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of sources elsewhere is what they say themselves. */
class SourcesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void haveNamesOfTheirOwn() {
        assertThat(Sources.ALL).extracting(SourceType::name).doesNotHaveDuplicates();
        assertThat(Sources.grammars().kinds()).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("grammars")
    void areInTheSchemaOfLabFiles(InputGrammar grammar) throws IOException {
        JsonNode schema = schema();

        JsonNode declared = schema.at("/$defs/inputs/properties/" + grammar.kind());

        assertThat(declared.path("description").asText())
                .as("lab.schema.json, $defs/inputs/properties/" + grammar.kind())
                .isEqualTo(grammar.description());
        assertThat(item(schema, declared)).isEqualTo(JSON.readTree(grammar.schema()));
    }

    static Iterable<InputGrammar> grammars() {
        return Sources.grammars().all();
    }

    /** The schema of one item, which stands at a place of its own. */
    private static JsonNode item(JsonNode schema, JsonNode declared) {
        String reference = declared.at("/items/$ref").asText();
        assertThat(declared.at("/then/$ref").asText()).isEqualTo(reference);
        return schema.at(reference.substring(1));
    }

    private static JsonNode schema() throws IOException {
        try (InputStream in = LabFile.class.getResourceAsStream("/datalab/lab/lab.schema.json")) {
            return JSON.readTree(Objects.requireNonNull(in));
        }
    }
}
