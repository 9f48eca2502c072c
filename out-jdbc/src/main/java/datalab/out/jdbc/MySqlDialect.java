package datalab.out.jdbc;

import datalab.lab.expression.Column;
import datalab.lab.output.OutputColumn;
import datalab.store.output.OutputMismatch;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** MySQL 8 and MariaDB, by the driver of either. Tables are InnoDB's; a schema is a database. */
final class MySqlDialect implements SqlDialect {
    private static final String INTEGERS = "(tinyint|smallint|mediumint|int|bigint)(\\(\\d+\\))?( unsigned)?";

    /** Collations that tell all texts apart, blanks at their end too. */
    private static final Pattern EXACT_COLLATION = Pattern.compile("binary|utf8mb4_0900_bin|\\w+_nopad_bin");

    /** An index takes 3,072 bytes of at most 4 a character; some are left for times and numbers. */
    private static final int KEY_CHARACTERS_MAX = 740;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int KEY_TEXT_CHARACTERS_MAX = 255;
    private static final int YEAR_MIN = 1;
    private static final int YEAR_MAX = 9999;

    @Override
    public Map<String, String> driverProperties(JdbcLimits limits) {
        return Map.of(
                "connectTimeout", Long.toString(limits.connect().toMillis()),
                "socketTimeout", Long.toString(limits.answer().toMillis()),
                "tcpKeepAlive", "true",
                "rewriteBatchedStatements", "true",
                "continueBatchOnError", "false");
    }

    @Override
    public String sessionSettings(JdbcLimits limits) {
        return """
                set session sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION',
                session time_zone = '+00:00', session wait_timeout = %d,
                session innodb_lock_wait_timeout = %d, session lock_wait_timeout = %2$d
                """.formatted(seconds(limits.idle()), seconds(limits.lock()));
    }

    @Override
    public String quoted(String identifier) {
        return "`" + identifier.replace("`", "``") + "`";
    }

    @Override
    public boolean foldsCase() {
        return true;
    }

    @Override
    public String createTable(Connection connection, TableName name, List<OutputColumn> columns) throws SQLException {
        long texts = columns.stream()
                .filter(column -> column.isKey() && isText(column.type()))
                .count();
        long characters = Math.min(KEY_TEXT_CHARACTERS_MAX, KEY_CHARACTERS_MAX / Math.max(1, texts));
        String declared = columns.stream()
                .map(column ->
                        quoted(column.name()) + " " + type(column, characters) + (column.isKey() ? " not null" : ""))
                .collect(Collectors.joining(", "));
        String keys = columns.stream()
                .filter(OutputColumn::isKey)
                .map(column -> quoted(column.name()))
                .collect(Collectors.joining(", "));
        return "create table if not exists " + name.quoted(this) + " (" + declared
                + (keys.isEmpty() ? "" : ", primary key (" + keys + ")")
                + ") engine = InnoDB default character set utf8mb4 collate " + exactCollation(connection);
    }

    @Override
    public String createFence() {
        return "create table if not exists " + OutputFence.TABLE + " (output varchar(255) character set utf8mb4"
                + " collate utf8mb4_bin primary key, session bigint not null) engine = InnoDB";
    }

    @Override
    public String raiseSession() {
        return "insert into " + OutputFence.TABLE
                + " (output, session) values (?, 1) on duplicate key update session = session + 1";
    }

    @Override
    public String forShare() {
        return "lock in share mode";
    }

    @Override
    public String selectKind() {
        return """
                select coalesce(engine, table_type) from information_schema.tables
                where table_schema = coalesce(?, database()) and table_name = ?
                """;
    }

    @Override
    public String kindNeeded() {
        return "InnoDB";
    }

    @Override
    public String selectColumns() {
        return """
                select column_name as name, column_type as type, character_maximum_length as length_max,
                    datetime_precision as fraction_digits, collation_name as collation_name,
                    is_nullable = 'YES' as is_nullable,
                    column_default is not null or extra like '%auto_increment%' or extra like '%GENERATED%' as has_default,
                    extra like '%VIRTUAL GENERATED%' or extra like '%STORED GENERATED%' as is_generated
                from information_schema.columns
                where table_schema = coalesce(?, database()) and table_name = ? order by ordinal_position
                """;
    }

    @Override
    public String selectUniqueIndexes() {
        return """
                select index_name as index_name, case when sub_part is null then column_name end as column_name
                from information_schema.statistics
                where non_unique = 0 and table_schema = coalesce(?, database()) and table_name = ?
                order by index_name, seq_in_index
                """;
    }

    /** Half of what a statement may have, since some characters are sent as two; the rest is for its own words. */
    @Override
    public String selectBytesMax() {
        return "select @@max_allowed_packet div 2 - 16384";
    }

    @Override
    public Pattern taking(Column.Type type) {
        return Pattern.compile(
                switch (type) {
                    case STRING -> "(var)?char\\(\\d+\\)|(tiny|medium|long)?text";
                    case JSON -> "json|(var)?char\\(\\d+\\)|(tiny|medium|long)?text";
                    case NUMBER -> "double";
                    case INTEGER -> INTEGERS + "|decimal\\(\\d+,0\\)( unsigned)?";
                    case BOOLEAN -> INTEGERS;
                    case TIME -> "(datetime|timestamp)(\\(\\d\\))?";
                });
    }

    @Override
    public String needed(Column.Type type) {
        return switch (type) {
            case STRING -> "varchar or longtext";
            case JSON -> "json or longtext";
            case NUMBER -> "double";
            case INTEGER -> "bigint";
            case BOOLEAN -> "boolean";
            case TIME -> "datetime(6)";
        };
    }

    @Override
    public boolean tellsApart(ExistingColumn column) {
        return column.collation() == null
                || EXACT_COLLATION.matcher(column.collation()).matches();
    }

    @Override
    public String exactly(String quotedColumn) {
        return quotedColumn + " = ? and cast(convert(" + quotedColumn
                + " using utf8mb4) as binary) = cast(? as binary)";
    }

    @Override
    public boolean replacesByAnyIndex() {
        return true;
    }

    @Override
    public String upsert(TableName name, List<String> columns, List<String> keys) {
        String insert = insert(name, columns);
        if (keys.isEmpty()) {
            return insert;
        }
        List<String> others =
                columns.stream().filter(column -> !keys.contains(column)).toList();
        String set = others.isEmpty()
                ? quoted(keys.getFirst()) + " = " + quoted(keys.getFirst())
                : others.stream()
                        .map(column -> quoted(column) + " = values(" + quoted(column) + ")")
                        .collect(Collectors.joining(", "));
        return insert + " on duplicate key update " + set;
    }

    /** A text in UTC, the session's zone: MySQL's driver takes MariaDB for an old MySQL and would leave out microseconds. */
    @Override
    public Object time(Instant instant) {
        return TIME.format(instant);
    }

    @Override
    public @Nullable String refusal(Object value) {
        if (value instanceof Double number && !Double.isFinite(number)) {
            return number + " is no number that the server has";
        }
        if (value instanceof Instant instant) {
            int year = instant.atOffset(ZoneOffset.UTC).getYear();
            return year < YEAR_MIN || year > YEAR_MAX ? instant + " is no time that the server has" : null;
        }
        return null;
    }

    private static String type(OutputColumn column, long keyCharacters) {
        return switch (column.type()) {
            case STRING -> column.isKey() ? "varchar(" + keyCharacters + ")" : "longtext";
            case JSON -> column.isKey() ? "varchar(" + keyCharacters + ")" : "json";
            case NUMBER -> "double";
            case INTEGER -> "bigint";
            case BOOLEAN -> "boolean";
            case TIME -> "datetime(6)";
        };
    }

    private static boolean isText(Column.Type type) {
        return type == Column.Type.STRING || type == Column.Type.JSON;
    }

    /** MariaDB's name for it, or MySQL's. */
    private static String exactCollation(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet names = statement.executeQuery("select collation_name from information_schema.collations"
                        + " where collation_name in ('utf8mb4_nopad_bin', 'utf8mb4_0900_bin')"
                        + " order by collation_name desc")) {
            if (!names.next()) {
                throw new OutputMismatch("the server tells no texts apart that differ in blanks at their end;"
                        + " MySQL 8.0.17 or MariaDB 10.2 is needed");
            }
            return names.getString(1);
        }
    }

    private static long seconds(Duration duration) {
        return Math.max(1, duration.toSeconds());
    }
}
