package datalab.ingest;

/** Hears what became of one message; must not block. */
@FunctionalInterface
public interface IngestListener {
    void done(IngestResult result);
}
