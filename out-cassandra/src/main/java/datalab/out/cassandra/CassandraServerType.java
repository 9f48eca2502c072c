package datalab.out.cassandra;

import datalab.store.server.OutputServer;
import datalab.store.server.ServerSettings;
import datalab.store.server.ServerType;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Cassandra cluster: {@code kind: cassandra}. */
public final class CassandraServerType implements ServerType {
    private static final String CONTACT_POINTS = "hosts of the cluster, such as cassandra-1:9042,cassandra-2:9042";
    private static final String KEYSPACE = "the name of a keyspace, of letters, digits and _";
    private static final Pattern CONTACT_POINT =
            Pattern.compile("\\s*(\\[(?<v6>[^\\]]+)\\]|(?<host>[^:\\s]+))(:(?<port>\\d{1,5}))?\\s*");
    private static final Pattern NAME = Pattern.compile("\\w{1,48}");
    private static final int USUAL_PORT = 9042;
    private static final int PORT_MAX = 65_535;

    @Override
    public String kind() {
        return "cassandra";
    }

    @Override
    public String table() {
        return "table";
    }

    @Override
    public OutputServer configure(ServerSettings settings) {
        String hosts = settings.required("contact_points", CONTACT_POINTS);
        String keyspace = settings.required("keyspace", KEYSPACE);
        CassandraConnection connection = new CassandraConnection(
                contactPoints(hosts),
                settings.optional("datacenter"),
                keyspace,
                settings.optional("user").orElse(""),
                settings.secret("password").orElse(""),
                settings.flag("tls", false));
        if (!hosts.isEmpty() && connection.contactPoints().isEmpty()) {
            settings.refuse("contact_points", CONTACT_POINTS);
        }
        if (!keyspace.isEmpty() && !NAME.matcher(keyspace).matches()) {
            settings.refuse("keyspace", KEYSPACE);
        }
        return () -> new CassandraTarget(connection);
    }

    /** Empty where one of them is none. */
    private static List<InetSocketAddress> contactPoints(String text) {
        List<InetSocketAddress> points = new ArrayList<>();
        for (String each : text.split(",", -1)) {
            Matcher form = CONTACT_POINT.matcher(each);
            if (!form.matches()) {
                return List.of();
            }
            int port = Optional.ofNullable(form.group("port"))
                    .map(Integer::parseInt)
                    .orElse(USUAL_PORT);
            if (port > PORT_MAX) {
                return List.of();
            }
            String host = Optional.ofNullable(form.group("v6")).orElse(form.group("host"));
            points.add(InetSocketAddress.createUnresolved(host, port));
        }
        return points;
    }
}
