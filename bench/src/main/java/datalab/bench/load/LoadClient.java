package datalab.bench.load;

import java.io.IOException;

/** One connection that sends events and waits for their acknowledgement with as little work of its own as possible. */
public interface LoadClient extends AutoCloseable {

    /** Sends {@code count} events at once and answers when all are acknowledged; throws where one is not. */
    void send(int count) throws IOException;

    @Override
    void close() throws IOException;
}
