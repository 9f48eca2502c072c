package datalab.testkit;

/** A client of one way in, as a program out there is one. One thread uses it. */
public interface TestSender extends AutoCloseable {

    /** What a sender is told. */
    enum Told {
        /** It is kept as an event. */
        ACCEPTED,
        /** It was refused; it is kept as a reject. Some ways in can only say that they have it. */
        REFUSED,
        /** It is not sure to be kept: come again. */
        COME_AGAIN
    }

    /** Sends one message and waits for what is told. */
    Told send(byte[] payload);

    @Override
    void close();
}
