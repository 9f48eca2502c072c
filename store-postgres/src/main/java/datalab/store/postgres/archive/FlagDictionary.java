package datalab.store.postgres.archive;

import datalab.lab.quality.QualityFold;
import datalab.lab.stream.EventStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The flags that most events of a stream have, and the numbers that stand for them in its table. Numbers of former tests
 * keep their meaning. Thread-safe.
 */
public final class FlagDictionary {
    private final EventStream stream;
    private final Map<String, Integer> numbers;
    private final Map<Integer, String> texts = new ConcurrentHashMap<>();

    private FlagDictionary(EventStream stream, Map<String, Integer> numbers) {
        this.stream = stream;
        this.numbers = numbers;
    }

    /** Of a stream whose events are only read. */
    static FlagDictionary none(EventStream stream) {
        return new FlagDictionary(stream, Map.of());
    }

    /** Gives numbers to those of the stream's tests that have none. To be called by one process at a time. */
    public static FlagDictionary prepare(Handle handle, EventStream stream) {
        Map<String, Integer> numbers = new HashMap<>();
        for (String flags : new QualityFold(stream).usualFlags()) {
            numbers.put(flags, number(handle, stream, flags));
        }
        return new FlagDictionary(stream, Map.copyOf(numbers));
    }

    /** By the text that the quality tests give. */
    public Map<String, Integer> numbers() {
        return numbers;
    }

    @Nullable
    Integer number(@Nullable String flagsJson) {
        return flagsJson == null ? null : numbers.get(flagsJson);
    }

    /** The flags of a number. Queries the server if another process has assigned it. */
    String text(int number, Connection connection) throws SQLException {
        String text = texts.get(number);
        if (text != null) {
            return text;
        }
        String asked = asked(number, connection);
        texts.put(number, asked);
        return asked;
    }

    private String asked(int number, Connection connection) throws SQLException {
        String sql = "select flags::text from datalab.usual_flags where lab = ? and stream = ? and number = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, stream.lab());
            statement.setString(2, stream.name());
            statement.setInt(3, number);
            try (ResultSet rows = statement.executeQuery()) {
                if (rows.next()) {
                    return rows.getString(1);
                }
            }
        }
        throw new IllegalStateException("datalab.usual_flags has no number " + number + " of " + stream.topic());
    }

    private static int number(Handle handle, EventStream stream, String flags) {
        return handle.createQuery("""
                        with known as (
                            select number, flags from datalab.usual_flags where lab = :lab and stream = :stream
                        ), added as (
                            insert into datalab.usual_flags (lab, stream, number, flags)
                            select :lab, :stream, coalesce((select max(number) from known), 0) + 1, :flags::jsonb
                            where not exists (select from known where flags = :flags::jsonb)
                            returning number
                        )
                        select number from known where flags = :flags::jsonb union all select number from added
                        """)
                .bind("lab", stream.lab())
                .bind("stream", stream.name())
                .bind("flags", flags)
                .mapTo(Integer.class)
                .one();
    }
}
