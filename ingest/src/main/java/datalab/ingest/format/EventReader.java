package datalab.ingest.format;

import datalab.ingest.door.IngestBatch;
import java.io.IOException;
import java.io.InputStream;

/** Reads events of one form. Holds no state between calls. */
@FunctionalInterface
public interface EventReader {

    /**
     * Hands over every event as soon as it is complete, until the end or until the batch is no longer open.
     *
     * @throws MalformedBody where what follows cannot be told apart into events; what came before has been handed over
     * @throws IOException where the bytes cannot be had
     */
    void read(InputStream in, IngestBatch batch) throws IOException, MalformedBody;
}
