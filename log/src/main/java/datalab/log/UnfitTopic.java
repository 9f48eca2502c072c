package datalab.log;

/** Thrown if a topic cannot be made, or is there but not as DataLab needs it. The message says what a person must change. */
public final class UnfitTopic extends RuntimeException {
    public UnfitTopic(String message) {
        super(message);
    }

    /** The same to a part that goes on trying, until somebody has changed the topic. */
    public LogUnavailable forNow() {
        return new LogUnavailable(KafkaLog.describe(this), this);
    }
}
