package datalab.ingest.door;

/**
 * A message that is being processed by {@code Ingest} and holds a part of its in-flight budget.
 *
 * @param cost of the room it holds until the log has answered
 * @param keepsRefused whether it becomes a reject where it is refused
 */
record InFlightMessage(InboundMessage message, int cost, boolean keepsRefused, IngestListener listener) {

    /** The same, of bytes that its sender will not use again. */
    InFlightMessage holding(byte[] bytes) {
        InboundMessage own = new InboundMessage(
                        message.binding(), bytes, 0, bytes.length, message.source(), message.arrived(), message.once())
                .with(message.headers());
        return new InFlightMessage(own, cost, keepsRefused, listener);
    }
}
