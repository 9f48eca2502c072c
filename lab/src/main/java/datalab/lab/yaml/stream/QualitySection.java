package datalab.lab.yaml.stream;

import datalab.lab.stream.Field;
import datalab.lab.stream.QualityTest;
import datalab.lab.stream.QualityTest.Residual;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The quality tests of a stream: a list of maps with one test each. */
final class QualitySection {
    private static final String EXPECTED = "a list of tests such as - spike: {field: value, suspect: 3}";
    private static final int TESTS_MAX = 100;
    private static final List<String> TESTS =
            List.of("gross_range", "rate_of_change", "flat_line", "spike", Residual.CLIMATOLOGY, Residual.NAME);

    private final String stream;
    private final List<String> fields;
    private final DeclaredModels models;

    QualitySection(String stream, List<Field> fields, DeclaredModels models) {
        this.stream = stream;
        this.models = models;
        this.fields = fields.stream()
                .filter(QualitySection::isNumeric)
                .map(Field::name)
                .toList();
    }

    List<QualityTest> read(@Nullable YamlValue section) {
        List<QualityTest> tests = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        List<YamlValue> items = section == null ? List.of() : section.list(EXPECTED);
        if (section != null && items.size() > TESTS_MAX) {
            section.refuse(items.size() + " tests", "at most " + TESTS_MAX);
        }
        for (YamlValue item : items) {
            QualityTest test = test(item);
            if (test != null && !seen.add(test.name() + " " + test.field())) {
                item.refuse("a second " + test.name() + " of " + test.field(), "each test once for a field");
            } else if (test != null) {
                tests.add(test);
            }
        }
        return tests;
    }

    private @Nullable QualityTest test(YamlValue item) {
        YamlMap map = item.map("a map with one test, such as spike: {field: value, suspect: 3}");
        if (!item.isMap()) {
            return null;
        }
        map.only(TESTS.toArray(String[]::new));
        if (map.names().size() != 1) {
            item.refuse(map.names().size() + " tests in one item of the list", "one, with a - before each");
            return null;
        }
        YamlValue test = map.all(1).getFirst();
        QualityTestSection reader = new QualityTestSection(test, fields);
        return switch (test.name()) {
            case "gross_range" -> reader.grossRange();
            case "rate_of_change" -> reader.rateOfChange();
            case "flat_line" -> reader.flatLine();
            case "spike" -> reader.spike();
            case Residual.CLIMATOLOGY, Residual.NAME -> reader.residual(stream, models);
            default -> null;
        };
    }

    private static boolean isNumeric(Field field) {
        return field.type() == Field.Type.NUMBER || field.type() == Field.Type.INTEGER;
    }
}
