package datalab.cli.simulate;

import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.app.terminal.CommandFailed;
import datalab.cli.simulate.SimulatedMessage.Kind;
import datalab.ingest.format.CsvRow;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** What stations measured: a CSV file in order of {@code time}, compressed by gzip where its name ends with {@code .gz}. */
final class StationFile implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROW_BYTES_MAX = 64 * 1024;
    private static final String TIME = "time";
    private static final String STATION = "station";

    private final Path file;
    private final InputStream in;
    private final CsvRow row;
    private final List<String> columns;

    /** What one measured at a time. */
    record Reading(Instant time, String station, SimulatedMessage message) {}

    StationFile(Path file) throws IOException {
        this.file = file;
        InputStream bytes = Files.newInputStream(file);
        this.in = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
        this.row = CsvRow.cutting(in, ROW_BYTES_MAX);
        this.columns = row.next() ? row.texts() : List.of();
        if (!columns.contains(TIME) || !columns.contains(STATION)) {
            throw new CommandFailed(file + " has no columns 'time' and 'station' in its first line");
        }
    }

    /** Null at the end. */
    @Nullable
    Reading next() throws IOException {
        if (!row.next()) {
            return null;
        }
        List<String> cells = cells();
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            if (!cell.isEmpty() && !cell.equals("NA")) {
                members.put(columns.get(i), columns.get(i).equals(STATION) ? cell : value(cell));
            }
        }
        String station = String.valueOf(members.get(STATION));
        SimulatedMessage message =
                new SimulatedMessage("stations/" + station, JSON.writeValueAsBytes(members), Kind.GOOD);
        return new Reading(time(String.valueOf(members.get(TIME))), station, message);
    }

    private List<String> cells() throws CharacterCodingException {
        List<String> cells = row.texts();
        if (cells.size() != columns.size()) {
            throw new CommandFailed(
                    file + ", line " + row.line() + ": " + cells.size() + " cells; expected " + columns.size());
        }
        return cells;
    }

    private Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new CommandFailed(
                    file + ", line " + row.line() + ": '" + text + "' is no time such as 2014-09-01T00:00:00Z", e);
        }
    }

    private static Object value(String cell) {
        try {
            return new BigDecimal(cell);
        } catch (NumberFormatException e) {
            return cell;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
