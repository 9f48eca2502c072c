package datalab.ingest;

/** A source with its settings. Immutable. */
public interface ConfiguredSource {

    /** The port it is to listen on, 0 for any free one; -1 where it has none. */
    default int port() {
        return -1;
    }

    /** Makes it, without any I/O. */
    Source make(SourceContext context);
}
