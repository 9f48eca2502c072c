package datalab.store.view;

/** Which of a view's rows to read. */
public enum ViewLayer {
    /** The published generation and the later epochs together: all events. */
    MERGED,
    /** The published generation alone: all events below its cut. */
    BATCH,
    /** What came after the published generation. */
    SPEED
}
