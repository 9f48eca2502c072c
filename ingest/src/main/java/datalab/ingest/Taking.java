package datalab.ingest;

/**
 * A message on its way through the door.
 *
 * @param cost of the room it holds until the log has answered
 * @param keepsRefused whether it becomes a reject where it is refused
 */
record Taking(Message message, int cost, boolean keepsRefused, IngestListener listener) {

    /** The same, of bytes that its sender will not use again. */
    Taking holding(byte[] bytes) {
        Message own = new Message(
                        message.intake(), bytes, 0, bytes.length, message.source(), message.arrived(), message.once())
                .with(message.headers());
        return new Taking(own, cost, keepsRefused, listener);
    }
}
