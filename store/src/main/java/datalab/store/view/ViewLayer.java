package datalab.store.view;

/** Selects which rows of a view to read: merged, batch layer only or speed layer only. */
public enum ViewLayer {
    /** The published generation and the later epochs together: all events. */
    MERGED,
    /** The published generation alone: all events below its cut. */
    BATCH,
    /** What came after the published generation. */
    SPEED
}
