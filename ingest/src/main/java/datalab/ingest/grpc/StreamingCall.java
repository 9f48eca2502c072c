package datalab.ingest.grpc;

/**
 * Takes the messages of one call, one after the other.
 *
 * @param <R> what is answered
 */
interface StreamingCall<R> {

    /**
     * Hands over the events of the message, and returns when all are in flight; may block, so that the sender is held
     * back. The reply is settled now or later, once. Throws {@link io.grpc.StatusRuntimeException} where the call must end.
     */
    void take(byte[] message, PendingReply<R> reply);
}
