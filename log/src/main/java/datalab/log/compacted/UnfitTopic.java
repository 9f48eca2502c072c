package datalab.log.compacted;

/** A topic that cannot be made, or that does not keep the last record of each key. The message says what is wrong with it. */
public final class UnfitTopic extends RuntimeException {
    UnfitTopic(String message) {
        super(message);
    }
}
