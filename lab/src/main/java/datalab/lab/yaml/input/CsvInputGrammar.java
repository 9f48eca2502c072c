package datalab.lab.yaml.input;

import datalab.lab.input.CsvInput;
import datalab.lab.yaml.endpoint.ClaimedEndpoints;
import datalab.lab.yaml.syntax.YamlValue;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code csv:} and a pattern of paths. */
final class CsvInputGrammar implements InputGrammar {
    private static final Pattern CSV = Pattern.compile("[\\w .*?/-]+\\.csv(\\.gz)?", Pattern.UNICODE_CHARACTER_CLASS);

    @Override
    public String kind() {
        return CsvInput.KIND;
    }

    @Override
    public String description() {
        return "CSV files in the lab's folder, each loaded once, at the first start: data/*.csv.gz.";
    }

    @Override
    public String schema() {
        return """
                {
                  "type": "string",
                  "pattern": "^[^\\\\x00-\\\\x1f!-)+,:->@\\\\[-^`{-\\\\x9f]+\\\\.csv(\\\\.gz)?$",
                  "not": {"pattern": "^(/|(\\\\./+)*\\\\.\\\\./)"}
                }
                """;
    }

    @Override
    public @Nullable CsvInput read(YamlValue item, ClaimedEndpoints endpoints) {
        String file = item.text("a path such as data/*.csv");
        if (file != null && (!CSV.matcher(file).matches() || !isInside(file))) {
            item.refuse("a path within the lab's folder that ends in .csv or .csv.gz, such as data/*.csv.gz");
        }
        return file == null ? null : new CsvInput(file);
    }

    private static boolean isInside(String file) {
        try {
            Path path = Path.of(file.replace('*', 'x').replace('?', 'x'));
            return !path.isAbsolute() && !path.normalize().startsWith("..");
        } catch (InvalidPathException impossible) {
            return false;
        }
    }
}
