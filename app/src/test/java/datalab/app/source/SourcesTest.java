package datalab.app.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.ingest.SourceType;
import datalab.lab.yaml.input.InputGrammar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is said of sources elsewhere is what they say themselves. */
class SourcesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SCHEMA = Path.of("../lab/src/main/resources/datalab/lab/lab.schema.json");
    private static final Pattern DECLARED =
            Pattern.compile("(?s)(?<=\n    \"inputs\": \\{.{1,500}\"properties\": \\{\n).*?(?= {8}\"wait\")");

    @Test
    void haveNamesOfTheirOwn() {
        assertThat(Sources.ALL).extracting(SourceType::name).doesNotHaveDuplicates();
        assertThat(Sources.grammars().kinds()).doesNotHaveDuplicates();
    }

    /** With {@code -Dgolden.write=true}, this part of the schema is written again. */
    @Test
    void declareTheSchemaOfTheirInputs() throws IOException {
        StringBuilder declared = new StringBuilder();
        for (InputGrammar grammar : Sources.grammars().all()) {
            declared.append(oneOrMore(grammar).indent(8));
        }
        String text = Files.readString(SCHEMA);
        Matcher section = DECLARED.matcher(text);
        assertThat(section.find()).isTrue();

        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(SCHEMA, section.replaceFirst(Matcher.quoteReplacement(declared.toString())));
        } else {
            assertThat(section.group()).isEqualTo(declared.toString());
        }
    }

    private static String oneOrMore(InputGrammar grammar) throws JsonProcessingException {
        JSON.readTree(grammar.schema());
        return """
                "%s": {
                  "description": %s,
                  "if": {"type": "array"},
                  "then": {"uniqueItems": true, "items": {"$ref": "#/$defs/inputs/properties/%s/else"}},
                  "else": %s
                },
                """.formatted(
                        grammar.kind(),
                        JSON.writeValueAsString(grammar.description()),
                        grammar.kind(),
                        grammar.schema().strip().indent(2).strip());
    }
}
