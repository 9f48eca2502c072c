package datalab.out.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.DataTypes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that fit a column of Cassandra, and those that do not. */
final class CqlValuesTest {

    @ParameterizedTest
    @MethodSource("fitting")
    void fitsValues(DataType column, Object value, Object fit) throws UnfitColumn {
        assertThat(CqlValues.fit("x", column, value)).isEqualTo(fit);
    }

    @ParameterizedTest
    @MethodSource("unfit")
    void refusesValuesThatWouldBecomeOthers(DataType column, Object value) {
        assertThatThrownBy(() -> CqlValues.fit("x", column, value))
                .isInstanceOf(UnfitColumn.class)
                .hasMessageStartingWith("x ");
    }

    @Test
    void cutsTimesToMilliseconds() throws UnfitColumn {
        assertThat(CqlValues.fit("x", DataTypes.TIMESTAMP, Instant.parse("1969-12-31T23:59:59.999999Z")))
                .isEqualTo(Instant.parse("1969-12-31T23:59:59.999Z"));
    }

    private static Arguments[] fitting() {
        UUID id = UUID.fromString("6F9619FF-8B86-D011-B42D-00CF4FC964FF");
        return new Arguments[] {
            Arguments.of(DataTypes.INT, 7L, 7),
            Arguments.of(DataTypes.INT, 7.0, 7),
            Arguments.of(DataTypes.SMALLINT, -5L, (short) -5),
            Arguments.of(DataTypes.TINYINT, 127L, (byte) 127),
            Arguments.of(DataTypes.BIGINT, Long.MIN_VALUE, Long.MIN_VALUE),
            Arguments.of(DataTypes.VARINT, 1e20, new BigInteger("100000000000000000000")),
            Arguments.of(DataTypes.DECIMAL, 0.1, new BigDecimal("0.1")),
            Arguments.of(DataTypes.FLOAT, 0.1, 0.1f),
            Arguments.of(DataTypes.DOUBLE, 1L << 53, 9007199254740992.0),
            Arguments.of(DataTypes.UUID, "6F9619FF-8B86-D011-B42D-00CF4FC964FF", id),
            Arguments.of(DataTypes.ASCII, "plain", "plain"),
            Arguments.of(DataTypes.TEXT, "naïve", "naïve")
        };
    }

    private static Arguments[] unfit() {
        return new Arguments[] {
            Arguments.of(DataTypes.INT, 1L << 31),
            Arguments.of(DataTypes.INT, 0.5),
            Arguments.of(DataTypes.TINYINT, 128L),
            Arguments.of(DataTypes.DOUBLE, (1L << 53) + 1),
            Arguments.of(DataTypes.FLOAT, 1e300),
            Arguments.of(DataTypes.DECIMAL, Double.NaN),
            Arguments.of(DataTypes.UUID, "1-1-1-1-1"),
            Arguments.of(DataTypes.UUID, "no"),
            Arguments.of(DataTypes.TIMEUUID, "6f9619ff-8b86-4011-b42d-00cf4fc964ff"),
            Arguments.of(DataTypes.ASCII, "naïve")
        };
    }
}
