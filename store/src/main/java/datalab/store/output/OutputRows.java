package datalab.store.output;

/** What the rows of an output are. */
public enum OutputRows {
    /** Rows of a view or totals, which may be others later. */
    OF_VIEW,
    /** Events of a stream, which stay as they are. */
    OF_STREAM,
    /** Messages of alerts: events that are made to be told to people. */
    OF_ALERTS
}
