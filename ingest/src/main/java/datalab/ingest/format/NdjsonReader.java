package datalab.ingest.format;

import datalab.ingest.door.IngestBatch;
import java.io.IOException;
import java.io.InputStream;

/** Reads one JSON object a line. Blank lines are skipped but counted; a last line without its end counts too. */
public final class NdjsonReader implements EventReader {

    @Override
    public void read(InputStream in, IngestBatch batch) throws IOException {
        NdjsonRow row = new NdjsonRow(new ReadBuffer(in, batch.eventBytesMax()));
        while (batch.open() && row.next()) {
            row.handOver(batch);
        }
    }
}
