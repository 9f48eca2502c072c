package datalab.web.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Cells as columnar files have them. */
final class TypedCells {
    /** The limits of a row group, which is buffered in memory until it is written: in rows, and in bytes of text. */
    static final int GROUP_ROWS_MAX = 64 * 1024;

    static final int GROUP_TEXT_BYTES_MAX = 16 * 1024 * 1024;

    private TypedCells() {}

    static byte[] text(Object cell) {
        return cell.toString().getBytes(UTF_8);
    }

    /** Microseconds since 1970. */
    static long micros(Object cell) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, (Instant) cell);
    }
}
