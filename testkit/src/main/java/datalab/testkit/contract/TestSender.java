package datalab.testkit.contract;

/** A client of one source, as a program out there is one. One thread uses it. */
public interface TestSender extends AutoCloseable {

    /** The response to a sender. */
    enum Told {
        /** It is kept as an event. */
        ACCEPTED,
        /** It was refused; it is kept as a reject. Some sources can only confirm that they have it. */
        REFUSED,
        /** It may not be stored: the sender must retry. */
        COME_AGAIN
    }

    /** Sends one message and waits for the response. */
    Told send(byte[] payload);

    @Override
    void close();
}
