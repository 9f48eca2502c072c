package datalab.out.jdbc;

import datalab.store.output.OutputTarget;
import datalab.store.server.OutputServer;

/**
 * How to reach a server.
 *
 * @param name in datalab.yaml, for messages
 * @param password empty if the server requires none
 */
record JdbcServer(String name, String url, String user, String password, SqlDialect dialect) implements OutputServer {

    @Override
    public OutputTarget outputs() {
        return new JdbcTarget(new JdbcConnections(this, JdbcLimits.DEFAULT));
    }

    /** Everything but the password and the URL's parameters, which may be secrets. */
    @Override
    public String toString() {
        return "JdbcServer[name=" + name + ", url=" + url.replaceFirst("\\?.*", "") + ", user=" + user + "]";
    }
}
