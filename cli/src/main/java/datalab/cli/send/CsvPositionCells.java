package datalab.cli.send;

import datalab.lab.stream.PositionFields;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The positions of CSV with its header on top; quotes as in RFC 4180. */
final class CsvPositionCells implements PositionCells {
    private final byte[] body;
    private final PositionFields position;
    private int at;
    private int line = 1;
    private int latitudeColumn = -1;
    private int longitudeColumn = -1;

    CsvPositionCells(byte[] body, PositionFields position) {
        this.body = body;
        this.position = position;
        readHeader();
    }

    @Override
    public @Nullable Pair next() {
        if (latitudeColumn < 0 || longitudeColumn < 0) {
            return null;
        }
        while (at < body.length) {
            int begun = line;
            @Nullable Cell latitude = null;
            @Nullable Cell longitude = null;
            boolean more = true;
            for (int column = 0; more; column++) {
                Cell cell = cell();
                latitude = column == latitudeColumn ? cell : latitude;
                longitude = column == longitudeColumn ? cell : longitude;
                more = goOn();
            }
            if (latitude != null && longitude != null) {
                return new Pair(begun, latitude, longitude);
            }
        }
        return null;
    }

    private void readHeader() {
        boolean more = at < body.length;
        for (int column = 0; more; column++) {
            Cell cell = cell();
            String name = new String(body, cell.from(), cell.to() - cell.from(), StandardCharsets.UTF_8)
                    .replace("\"", "")
                    .strip();
            latitudeColumn = name.equals(position.latitude()) ? column : latitudeColumn;
            longitudeColumn = name.equals(position.longitude()) ? column : longitudeColumn;
            more = goOn();
        }
    }

    /** The cell that begins here; ends before the comma or the line's end. */
    private Cell cell() {
        int from = at;
        boolean quoted = at < body.length && body[at] == '"';
        at += quoted ? 1 : 0;
        while (at < body.length && (quoted || (body[at] != ',' && body[at] != '\n'))) {
            line += endsLine() ? 1 : 0;
            if (quoted && body[at] == '"') {
                boolean doubled = at + 1 < body.length && body[at + 1] == '"';
                at += doubled ? 1 : 0;
                quoted = doubled;
            }
            at++;
        }
        return new Cell(from, at);
    }

    /** Of CR LF the line feed; within quotes lines may end with either alone, too. */
    private boolean endsLine() {
        return body[at] == '\n' || (body[at] == '\r' && at + 1 < body.length && body[at + 1] != '\n');
    }

    /** Steps over what ended the cell; whether the row goes on. */
    private boolean goOn() {
        boolean comma = at < body.length && body[at] == ',';
        line += comma ? 0 : 1;
        at++;
        return comma;
    }
}
