package datalab.postgres.embedded;

/** Another program listens on the port that PostgreSQL was to have. */
public final class PostgresPortTaken extends RuntimeException {
    private final int port;

    PostgresPortTaken(int port) {
        super("port " + port + " on 127.0.0.1 is taken by another program; PostgreSQL needs a free one");
        this.port = port;
    }

    public int port() {
        return port;
    }
}
