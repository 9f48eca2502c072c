package datalab.lab.yaml.syntax;

import java.util.Set;
import java.util.regex.Pattern;

/** The names that things of a lab may have: such that they are also topics, schemas, tables and columns. */
public final class LabNames {
    /** The columns that DataLab adds to views. */
    static final String WINDOW_START = "window_start";

    private static final Pattern LAB = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final Pattern RELATION = Pattern.compile("[a-z][a-z0-9_]{0,39}");
    /** Shorter than PostgreSQL's 63, as views add columns such as {@code _mean_partition} for parts of an aggregate. */
    private static final Pattern COLUMN = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,49}");

    private static final String LAB_EXPECTED =
            "a name of lower case letters, digits and hyphens that begins with a letter (at most 40)";
    private static final Set<String> LABS_TAKEN = Set.of("datalab", "public", "information-schema");
    private static final String COLUMN_EXPECTED =
            "a name of letters, digits and underscores that begins with a letter (at most 50)";

    private LabNames() {}

    public static String lab(YamlValue value) {
        String name = value.text(LAB_EXPECTED);
        if (name == null) {
            return "";
        }
        if (!LAB.matcher(name).matches()) {
            value.refuse(LAB_EXPECTED);
        } else if (LABS_TAKEN.contains(name) || name.startsWith("pg-")) {
            value.refuse("another name: this one is DataLab's or the database's own");
        }
        return name;
    }

    /** Notes a stream or a view whose name cannot be a table's. */
    public static void checkRelation(YamlValue named) {
        if (!RELATION.matcher(named.name()).matches()) {
            named.refuseName(
                    YamlValue.quoted(named.name()),
                    "a name of lower case letters, digits and underscores that begins with a letter (at most 40)",
                    null);
        }
    }

    /** Notes a field or an aggregate whose name cannot be a column's. */
    public static void checkColumn(YamlValue named) {
        String name = named.name();
        if (!COLUMN.matcher(name).matches()) {
            named.refuseName(YamlValue.quoted(name), COLUMN_EXPECTED, null);
        } else if (name.equals(WINDOW_START)) {
            named.refuseName(YamlValue.quoted(name), "another name: views have a column of that name", null);
        }
    }

    public static boolean isColumn(String name) {
        return COLUMN.matcher(name).matches() && !name.equals(WINDOW_START);
    }

    public static String columnExpected() {
        return COLUMN_EXPECTED;
    }
}
