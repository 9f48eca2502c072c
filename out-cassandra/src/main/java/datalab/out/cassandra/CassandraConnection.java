package datalab.out.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.ProgrammaticDriverConfigLoaderBuilder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How to reach a Cassandra. As text it shows neither user nor password.
 *
 * @param datacenter whose nodes are asked; where it is left out, that of the contact points
 * @param user empty where the cluster asks for none
 * @param tls whether the nodes have certificates that this JVM trusts, with their names
 */
record CassandraConnection(
        List<InetSocketAddress> contactPoints,
        Optional<String> datacenter,
        String keyspace,
        String user,
        String password,
        boolean tls) {

    /** How long a request, an attempt to connect, or a change of the schema may take. */
    private static final Duration REQUEST_MAX = Duration.ofSeconds(10);

    private static final Duration CONNECT_MAX = Duration.ofSeconds(5);

    private static final Duration RECONNECT_MIN = Duration.ofMillis(500);
    private static final Duration RECONNECT_MAX = Duration.ofSeconds(5);

    /** How long the driver gathers changes of the schema before it reads it again. */
    private static final Duration SCHEMA_WINDOW = Duration.ofMillis(20);

    CassandraConnection {
        contactPoints = List.copyOf(contactPoints);
    }

    /** Connects; throws what the driver throws. */
    CqlSession open() {
        ProgrammaticDriverConfigLoaderBuilder config = DriverConfigLoader.programmaticBuilder()
                .withString(DefaultDriverOption.REQUEST_CONSISTENCY, "LOCAL_QUORUM")
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, REQUEST_MAX)
                .withDuration(DefaultDriverOption.CONNECTION_CONNECT_TIMEOUT, CONNECT_MAX)
                .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, CONNECT_MAX)
                .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, CONNECT_MAX)
                .withDuration(DefaultDriverOption.METADATA_SCHEMA_REQUEST_TIMEOUT, REQUEST_MAX)
                .withDuration(DefaultDriverOption.CONTROL_CONNECTION_AGREEMENT_TIMEOUT, REQUEST_MAX)
                .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, RECONNECT_MIN)
                .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, RECONNECT_MAX)
                .withDuration(DefaultDriverOption.METADATA_SCHEMA_WINDOW, SCHEMA_WINDOW)
                .withStringList(DefaultDriverOption.METADATA_SCHEMA_REFRESHED_KEYSPACES, List.of(keyspace))
                .withBoolean(DefaultDriverOption.RESOLVE_CONTACT_POINTS, false)
                .withBoolean(DefaultDriverOption.NETTY_DAEMON, true)
                .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
                .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0)
                .withInt(DefaultDriverOption.NETTY_IO_SIZE, 2)
                .withInt(DefaultDriverOption.NETTY_ADMIN_SIZE, 1);
        if (tls) {
            config.withString(DefaultDriverOption.SSL_ENGINE_FACTORY_CLASS, "DefaultSslEngineFactory");
        }
        datacenter.ifPresentOrElse(
                name -> config.withString(DefaultDriverOption.LOAD_BALANCING_LOCAL_DATACENTER, name),
                () -> config.withString(
                        DefaultDriverOption.LOAD_BALANCING_POLICY_CLASS, "DcInferringLoadBalancingPolicy"));
        CqlSessionBuilder builder = CqlSession.builder()
                .addContactPoints(contactPoints)
                .withApplicationName("DataLab")
                .withConfigLoader(config.build());
        return (user.isEmpty() ? builder : builder.withAuthCredentials(user, password)).build();
    }

    /** Contact points and keyspace. */
    @Override
    public String toString() {
        return contactPoints.stream()
                        .map(point -> point.getHostString() + ":" + point.getPort())
                        .collect(Collectors.joining(","))
                + "/" + keyspace;
    }
}
