package datalab.out.jdbc;

import datalab.lab.expression.Column;
import datalab.lab.output.OutputColumn;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** PostgreSQL 12 or later. */
final class PostgresDialect implements SqlDialect {
    private static final String TEXTS = "text|character varying(\\(\\d+\\))?";
    private static final String INTEGERS = "smallint|integer|bigint";
    private static final int BYTES_MAX = 1_000_000_000;
    private static final String BY_NAME =
            "to_regclass(coalesce(quote_ident(?::text) || '.', '') || quote_ident(?::text))";

    /** {@code stringtype}: texts have no type until the server sees their column, so that they also fill jsonb. */
    @Override
    public Map<String, String> driverProperties(JdbcLimits limits) {
        return Map.of(
                "connectTimeout", Long.toString(seconds(limits.connect())),
                "loginTimeout", Long.toString(seconds(limits.connect())),
                "socketTimeout", Long.toString(seconds(limits.answer())),
                "tcpKeepAlive", "true",
                "reWriteBatchedInserts", "true",
                "stringtype", "unspecified",
                "ApplicationName", "datalab output");
    }

    @Override
    public String sessionSettings(JdbcLimits limits) {
        return """
                set timezone = 'UTC'; set synchronous_commit = on; set statement_timeout = %d;
                set lock_timeout = %d; set idle_in_transaction_session_timeout = %d
                """.formatted(
                        limits.answer().toMillis(),
                        limits.lock().toMillis(),
                        limits.idle().toMillis());
    }

    @Override
    public String quoted(String identifier) {
        return "\"" + identifier.replace("\"", "\"\"") + "\"";
    }

    @Override
    public boolean foldsCase() {
        return false;
    }

    @Override
    public String createTable(Connection connection, TableName name, List<OutputColumn> columns) {
        String declared = columns.stream()
                .map(column -> quoted(column.name()) + " " + type(column))
                .collect(Collectors.joining(", "));
        String keys = columns.stream()
                .filter(OutputColumn::isKey)
                .map(column -> quoted(column.name()))
                .collect(Collectors.joining(", "));
        return "create table if not exists " + name.quoted(this) + " (" + declared
                + (keys.isEmpty() ? "" : ", primary key (" + keys + ")") + ")";
    }

    @Override
    public String createFence() {
        return "create table if not exists " + OutputFence.TABLE
                + " (output varchar(255) primary key, session bigint not null)";
    }

    @Override
    public String raiseSession() {
        return "insert into " + OutputFence.TABLE + " as fence (output, session) values (?, 1)"
                + " on conflict (output) do update set session = fence.session + 1";
    }

    @Override
    public String forShare() {
        return "for share";
    }

    @Override
    public String selectKind() {
        return "select case when relkind in ('r', 'p') then 'table' when relkind = 'v' then 'view' else 'something else' end"
                + " from pg_class where oid = " + BY_NAME;
    }

    @Override
    public String kindNeeded() {
        return "table";
    }

    @Override
    public String selectColumns() {
        return """
                select a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
                    case when t.typname in ('varchar', 'bpchar') and a.atttypmod >= 4 then a.atttypmod - 4 end as length_max,
                    case when t.typname in ('timestamp', 'timestamptz') and a.atttypmod >= 0 then a.atttypmod end
                        as fraction_digits,
                    case when not c.collisdeterministic then c.collname end as collation_name,
                    not a.attnotnull as is_nullable, a.atthasdef or a.attidentity <> '' as has_default,
                    a.attgenerated <> '' or a.attidentity = 'a' as is_generated
                from pg_attribute a
                join pg_type t on t.oid = a.atttypid
                left join pg_collation c on c.oid = a.attcollation
                where a.attrelid = %s and a.attnum > 0 and not a.attisdropped
                order by a.attnum
                """.formatted(BY_NAME);
    }

    /** Those that an insert can look at: whole, and checked at once. */
    @Override
    public String selectUniqueIndexes() {
        return """
                select i.indexrelid::text as index_name, a.attname as column_name
                from pg_index i
                cross join lateral unnest(i.indkey::int2[]) with ordinality as k (attnum, n)
                left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum and k.attnum > 0
                where i.indrelid = %s and i.indisunique and i.indisvalid and i.indimmediate and i.indpred is null
                    and k.n <= i.indnkeyatts
                order by 1, k.n
                """.formatted(BY_NAME);
    }

    @Override
    public String selectBytesMax() {
        return "select " + BYTES_MAX;
    }

    @Override
    public Pattern taking(Column.Type type) {
        return Pattern.compile(
                switch (type) {
                    case STRING -> TEXTS + "|character(\\(\\d+\\))?";
                    case JSON -> "jsonb?|" + TEXTS;
                    case NUMBER -> "double precision|numeric";
                    case INTEGER -> INTEGERS + "|numeric(\\(\\d+,0\\))?";
                    case BOOLEAN -> "boolean";
                    case TIME -> "timestamp(\\(\\d\\))? with(out)? time zone";
                });
    }

    @Override
    public String needed(Column.Type type) {
        return switch (type) {
            case STRING -> "text";
            case JSON -> "jsonb or text";
            case NUMBER -> "double precision";
            case INTEGER -> "bigint";
            case BOOLEAN -> "boolean";
            case TIME -> "timestamptz";
        };
    }

    /** Those of jsonb, of {@code character} and of a collation that folds are compared by what they mean. */
    @Override
    public boolean tellsApart(ExistingColumn column) {
        return column.collation() == null && !column.type().matches("jsonb?|character(\\(\\d+\\))?");
    }

    @Override
    public @Nullable String exactly(String quotedColumn) {
        return null;
    }

    @Override
    public boolean replacesByAnyIndex() {
        return false;
    }

    @Override
    public String upsert(TableName name, List<String> columns, List<String> keys) {
        String insert = insert(name, columns);
        if (keys.isEmpty()) {
            return insert;
        }
        String set = columns.stream()
                .filter(column -> !keys.contains(column))
                .map(column -> quoted(column) + " = excluded." + quoted(column))
                .collect(Collectors.joining(", "));
        return insert + " on conflict ("
                + keys.stream().map(this::quoted).collect(Collectors.joining(", ")) + ") do "
                + (set.isEmpty() ? "nothing" : "update set " + set);
    }

    @Override
    public Object time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    @Override
    public @Nullable String refusal(Object value) {
        return null;
    }

    private static String type(OutputColumn column) {
        return switch (column.type()) {
            case STRING -> "text";
            case JSON -> column.isKey() ? "text" : "jsonb";
            case NUMBER -> "double precision";
            case INTEGER -> "bigint";
            case BOOLEAN -> "boolean";
            case TIME -> "timestamptz";
        };
    }

    private static long seconds(Duration duration) {
        return Math.max(1, duration.toSeconds());
    }
}
