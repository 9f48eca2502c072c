package datalab.ingest.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.ingest.door.IngestBatch;
import datalab.ingest.door.IngestLimits;
import datalab.ingest.format.MalformedBody.Kind;
import datalab.lab.decode.DecodeResult.Refused;
import datalab.lab.event.Reject;
import datalab.lab.event.RejectReason;
import datalab.lab.stream.EventStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.List;

/**
 * Reads CSV as RFC 4180 has it, with commas and a header line. Each row becomes a JSON object, its cells of the types that the
 * stream declares. Lines end with a line feed, a carriage return, or both, and count as in an editor: the header is line 1, and
 * a row's line is the one it begins on.
 */
public final class CsvReader implements EventReader {

    @Override
    public void read(InputStream in, IngestBatch batch) throws IOException, MalformedBody {
        CsvRow row = new CsvRow(new ReadBuffer(in, batch.eventBytesMax()));
        EventStream stream = batch.binding().stream();
        List<String> header = header(row, stream);
        CsvJson json = new CsvJson(CsvColumns.of(header, stream));
        boolean hasRows = false;
        while (batch.open() && row.next()) {
            handOver(row, json, batch);
            hasRows = true;
        }
        if (batch.open() && !hasRows) {
            CsvColumns.checkIsAll(header, stream);
        }
    }

    /** Reads no further than the header, and throws what {@link #read} would. */
    public static void checkHeader(InputStream in, EventStream stream) throws IOException, MalformedBody {
        CsvRow row = new CsvRow(new ReadBuffer(in, IngestLimits.DEFAULT.eventBytesMax()));
        CsvColumns.of(header(row, stream), stream);
    }

    private static List<String> header(CsvRow row, EventStream stream) throws IOException, MalformedBody {
        if (!row.next()) {
            throw new MalformedBody(Kind.WRONG_HEADER, "there is no header line");
        }
        if (row.overLimit()) {
            throw new MalformedBody(Kind.WRONG_HEADER, "the header line is over the limit of an event");
        }
        String wrong = row.wrongQuotes();
        if (wrong != null) {
            String header = new String(row.bytes(), row.start(), row.length(), UTF_8);
            throw new MalformedBody(Kind.BROKEN, "of the header, " + wrong + CsvColumns.separator(header, stream));
        }
        try {
            return row.texts();
        } catch (CharacterCodingException e) {
            throw new MalformedBody(
                    Kind.BROKEN, "the header is not UTF-8, which CSV must be in; save the file as UTF-8");
        }
    }

    private static void handOver(CsvRow row, CsvJson json, IngestBatch batch) {
        String wrongQuotes = row.wrongQuotes();
        if (row.overLimit()) {
            row.refuseTooLarge(batch);
        } else if (wrongQuotes != null) {
            refuse(row, batch, wrongQuotes);
        } else if (row.cells() != json.columns()) {
            refuse(row, batch, row.cells() + " cells, the header names " + json.columns());
        } else {
            json.write(row);
            batch.add(row.line(), json.bytes(), 0, json.length());
        }
    }

    private static void refuse(CsvRow row, IngestBatch batch, String detail) {
        int kept = Math.min(row.length(), Reject.PAYLOAD_BYTES_MAX);
        byte[] beginning = Arrays.copyOfRange(row.bytes(), row.start(), row.start() + kept);
        batch.refuse(row.line(), beginning, row.length(), new Refused(RejectReason.BAD_ROW, null, detail));
    }
}
