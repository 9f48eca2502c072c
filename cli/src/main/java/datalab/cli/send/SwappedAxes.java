package datalab.cli.send;

import datalab.app.terminal.CountText;
import datalab.lab.stream.PositionFields;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Passes chunks on and counts their rows whose latitude and longitude are swapped: the latitude is beyond ±90, and the
 * longitude would fit one. Corrects these rows if wanted, and no others. Not thread-safe.
 */
final class SwappedAxes implements Chunks {
    private static final int LINES_MAX = 10;
    private static final int NUMBER_BYTES_MAX = 100;
    private static final double LATITUDE_MAX = 90;
    private static final double LONGITUDE_MAX = 180;
    private static final String HINT = "; --swap-axes sends such rows the right way round"
            + " (give it these rows alone: what was accepted would count twice)";

    private final Chunks rows;
    private final PositionFields position;
    private final boolean mends;
    private final List<Integer> lines = new ArrayList<>();
    private long found;

    /** @param mends whether to swap them back */
    SwappedAxes(Chunks rows, PositionFields position, boolean mends) {
        this.rows = rows;
        this.position = position;
        this.mends = mends;
    }

    @Override
    public @Nullable Chunk next() throws IOException {
        Chunk chunk = rows.next();
        if (chunk != null) {
            look(chunk);
        }
        return chunk;
    }

    long found() {
        return found;
    }

    /** The warning about them; empty if there are none. */
    String report() {
        if (found == 0) {
            return "";
        }
        String some = lines.stream().map(String::valueOf).collect(Collectors.joining(", "));
        String where = (found == 1 ? " (line " : " (lines ") + some + (found > lines.size() ? ", …)" : ")");
        String what = " with " + position.latitude() + " and " + position.longitude() + " swapped";
        return CountText.of(found, "row") + what + where + (mends ? ", sent the right way round" : HINT);
    }

    private void look(Chunk chunk) throws IOException {
        byte[] body = chunk.body();
        PositionCells cells = chunk.contentType().equals(NdjsonChunks.CONTENT_TYPE)
                ? new JsonPositionCells(body, position)
                : new CsvPositionCells(body, position);
        PositionCells.@Nullable Pair pair = cells.next();
        while (pair != null) {
            if (areSwapped(degrees(body, pair.latitude()), degrees(body, pair.longitude()))) {
                note(chunk.fileLine(pair.line()));
                if (mends) {
                    exchange(body, pair.latitude(), pair.longitude());
                }
            }
            pair = cells.next();
        }
    }

    private void note(int line) {
        found++;
        if (lines.size() < LINES_MAX) {
            lines.add(line);
        }
    }

    private static boolean areSwapped(double latitude, double longitude) {
        return Math.abs(latitude) > LATITUDE_MAX
                && Math.abs(latitude) <= LONGITUDE_MAX
                && Math.abs(longitude) <= LATITUDE_MAX;
    }

    /** The number in a cell, within quotes or not; not a number where there is none. */
    private static double degrees(byte[] body, PositionCells.Cell cell) {
        int length = cell.to() - cell.from();
        if (length > NUMBER_BYTES_MAX) {
            return Double.NaN;
        }
        String text = new String(body, cell.from(), length, StandardCharsets.UTF_8)
                .replace("\"", "")
                .strip();
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** In place: the two cells and what stands between them keep their length together. */
    private static void exchange(byte[] body, PositionCells.Cell one, PositionCells.Cell other) {
        boolean inOrder = one.from() < other.from();
        PositionCells.Cell first = inOrder ? one : other;
        PositionCells.Cell last = inOrder ? other : one;
        byte[] firstBytes = Arrays.copyOfRange(body, first.from(), first.to());
        byte[] between = Arrays.copyOfRange(body, first.to(), last.from());
        byte[] lastBytes = Arrays.copyOfRange(body, last.from(), last.to());
        int at = put(lastBytes, body, first.from());
        at = put(between, body, at);
        put(firstBytes, body, at);
    }

    private static int put(byte[] bytes, byte[] body, int at) {
        System.arraycopy(bytes, 0, body, at, bytes.length);
        return at + bytes.length;
    }
}
