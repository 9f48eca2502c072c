package datalab.store.postgres.sql;

import datalab.lab.expression.Column;
import datalab.lab.stream.Field;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** The types of columns, and how values of lab's classes get into them and out again. */
public enum SqlType {
    TEXT("text"),
    DOUBLE("double precision"),
    BIGINT("bigint"),
    BOOLEAN("boolean"),
    TIME("timestamp with time zone"),
    JSONB("jsonb"),
    BYTEA("bytea");

    private final String sql;

    SqlType(String sql) {
        this.sql = sql;
    }

    public static SqlType of(Field.Type type) {
        return switch (type) {
            case STRING -> TEXT;
            case NUMBER -> DOUBLE;
            case INTEGER -> BIGINT;
            case BOOLEAN -> BOOLEAN;
            case TIME -> TIME;
        };
    }

    public static SqlType of(Column.Type type) {
        return switch (type) {
            case STRING -> TEXT;
            case NUMBER -> DOUBLE;
            case INTEGER -> BIGINT;
            case BOOLEAN -> BOOLEAN;
            case TIME -> TIME;
            case JSON -> JSONB;
        };
    }

    /** The name as PostgreSQL itself gives it back. */
    public String sql() {
        return sql;
    }

    public void write(BinaryCopy copy, @Nullable Object value) throws SQLException {
        if (value == null) {
            copy.nothing();
            return;
        }
        switch (this) {
            case TEXT -> copy.text((String) value);
            case DOUBLE -> copy.float8((Double) value);
            case BIGINT -> copy.int8((Long) value);
            case BOOLEAN -> copy.bool((Boolean) value);
            case TIME -> copy.time((Instant) value);
            case JSONB -> copy.jsonb((String) value);
            case BYTEA -> copy.bytes((byte[]) value);
        }
    }

    public @Nullable Object read(ResultSet rows, int column) throws SQLException {
        Object value = switch (this) {
            case TEXT, JSONB -> rows.getString(column);
            case DOUBLE -> rows.getDouble(column);
            case BIGINT -> rows.getLong(column);
            case BOOLEAN -> rows.getBoolean(column);
            case TIME -> time(rows, column);
            case BYTEA -> rows.getBytes(column);
        };
        return rows.wasNull() ? null : value;
    }

    public @Nullable Object read(BinaryRows rows) {
        if (rows.isNull()) {
            return null;
        }
        return switch (this) {
            case TEXT -> rows.text();
            case JSONB -> rows.jsonb();
            case DOUBLE -> rows.float8();
            case BIGINT -> rows.int8();
            case BOOLEAN -> rows.bool();
            case TIME -> rows.time();
            case BYTEA -> rows.bytes();
        };
    }

    /** A value as a parameter of a statement. */
    public static Object parameter(Object value) {
        return value instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : value;
    }

    /** Null where the column is null. */
    public static @Nullable Instant time(ResultSet rows, int column) throws SQLException {
        OffsetDateTime time = rows.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** As {@link #time(ResultSet, int)} for columns that are never null. */
    public static Instant timeOf(ResultSet rows, int column) throws SQLException {
        return rows.getObject(column, OffsetDateTime.class).toInstant();
    }
}
