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
     * @throws MalformedBody if the rest cannot be split into events; those before have been handed over
     * @throws IOException if the bytes cannot be read
     */
    void read(InputStream in, IngestBatch batch) throws IOException, MalformedBody;
}
