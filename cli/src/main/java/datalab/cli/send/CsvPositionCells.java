package datalab.cli.send;

import datalab.ingest.format.CsvRow;
import datalab.lab.stream.PositionFields;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The positions of CSV with its header on top. */
final class CsvPositionCells implements PositionCells {
    private final CsvRow row;
    private final int latitude;
    private final int longitude;

    CsvPositionCells(byte[] body, PositionFields position) throws IOException {
        this.row = CsvRow.over(body);
        List<String> header = header(row);
        this.latitude = header.indexOf(position.latitude());
        this.longitude = header.indexOf(position.longitude());
    }

    @Override
    public @Nullable Pair next() throws IOException {
        while (latitude >= 0 && longitude >= 0 && row.next()) {
            if (row.cells() > Math.max(latitude, longitude)) {
                return new Pair((int) row.line(), cell(latitude), cell(longitude));
            }
        }
        return null;
    }

    private Cell cell(int column) {
        return new Cell(row.cellStart(column), row.cellEnd(column));
    }

    private static List<String> header(CsvRow row) throws IOException {
        try {
            return row.next() ? row.texts() : List.of();
        } catch (CharacterCodingException e) {
            return List.of(); // the server refuses it
        }
    }
}
