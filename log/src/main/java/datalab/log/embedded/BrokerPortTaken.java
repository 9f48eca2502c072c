package datalab.log.embedded;

/** Something else listens on the port that the broker was given. */
public final class BrokerPortTaken extends RuntimeException {
    private final int port;

    public BrokerPortTaken(int port) {
        super("port " + port + " is taken by another program");
        this.port = port;
    }

    public int port() {
        return port;
    }
}
