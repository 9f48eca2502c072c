package datalab.app.settings;

import datalab.access.oidc.OidcSettings;
import datalab.access.quota.QuotaLimits;
import datalab.app.terminal.CommandFailed;
import datalab.ingest.ConfiguredSource;
import datalab.lab.yaml.input.InputServers;
import datalab.lab.yaml.output.OutputServers;
import datalab.log.topic.Replication;
import datalab.log.topic.Retention;
import datalab.store.elsewhere.ArchiveServer;
import datalab.store.output.OutputTarget;
import datalab.store.server.ArchivingServer;
import datalab.store.server.CacheServer;
import datalab.store.server.ConfiguredServer;
import datalab.store.server.OutputServer;
import datalab.store.server.ServerType;
import datalab.tls.TlsSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that can be set, as one tree. Immutable and already checked. {@code datalab.example.yaml} lists each key with
 * its meaning and default.
 *
 * @param data the folder that keeps everything between starts
 * @param labs the folder whose sub-folders are labs
 * @param roles what this process does; all by default
 * @param host the address that HTTP, gRPC and MQTT listen on
 * @param tls the certificate that HTTP, gRPC and MQTT share; empty for none
 * @param sources by name, in the order in which they start
 * @param servers that outputs and the cache may be on and inputs may come from, by name, in the order of the file
 * @param access who has to log in
 * @param profiles the files of profiles, each beside the lab.yaml that it changes
 * @param allowOpen whether listening beyond this machine is allowed although there is no authentication
 */
public record Settings(
        Path data,
        Path labs,
        Set<Role> roles,
        String host,
        boolean allowOpen,
        Optional<TlsSettings> tls,
        Http http,
        Map<String, ConfiguredSource> sources,
        Map<String, NamedServer> servers,
        Cache cache,
        Grpc grpc,
        Web web,
        Kafka kafka,
        Postgres postgres,
        Batch batch,
        Rejects rejects,
        Limits limits,
        Logs log,
        Access access,
        List<Path> profiles) {

    public Settings {
        profiles = List.copyOf(profiles);
    }

    /** The port that a source is to listen on; -1 where it has none. */
    public int port(String source) {
        ConfiguredSource configured = sources.get(source);
        return configured == null ? -1 : configured.port();
    }

    /** Whether only this machine can reach what listens on {@code host}. */
    public boolean loopbackOnly() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new CommandFailed("host is '" + host + "'; expected an address of this machine", e);
        }
    }

    /** What outputs and archives may name, with what each kind of server calls its tables. */
    public OutputServers outputServers() {
        Map<String, String> tables = new LinkedHashMap<>();
        Set<String> archives = new LinkedHashSet<>();
        Set<String> shared = new LinkedHashSet<>();
        servers.forEach((name, server) -> {
            if (server.configured() instanceof OutputServer) {
                tables.put(name, server.type().table());
            }
            if (server.type().isShared()) {
                shared.add(name);
            }
            if (server.configured() instanceof ArchivingServer) {
                archives.add(name);
            }
        });
        return OutputServers.of(tables, archives).sharing(shared);
    }

    /** What inputs may name, with their kinds. */
    public InputServers inputServers() {
        Map<String, String> kinds = new LinkedHashMap<>();
        servers.forEach((name, server) -> kinds.put(name, server.type().kind()));
        return InputServers.of(kinds);
    }

    /** Outputs on a server of {@link #outputServers}; labs were checked against those. */
    public OutputTarget outputs(String server) {
        NamedServer named = Objects.requireNonNull(servers.get(server), server);
        return ((OutputServer) named.configured()).outputs();
    }

    /** The server of the cache that processes share; empty for none. */
    public Optional<CacheServer> sharedCache() {
        return cache.shared()
                .map(servers::get)
                .flatMap(named ->
                        named.configured() instanceof CacheServer server ? Optional.of(server) : Optional.empty());
    }

    /** Archives on the servers that {@code servers:} names and that keep some, by their names. Connects to none of them. */
    public Map<String, ArchiveServer> archiveServers() {
        Map<String, ArchiveServer> archives = new LinkedHashMap<>();
        servers.forEach((name, server) -> {
            if (server.configured() instanceof ArchivingServer archiving) {
                archives.put(name, archiving.archives());
            }
        });
        return archives;
    }

    /** A server that {@code servers:} names. */
    public record NamedServer(ServerType type, ConfiguredServer configured) {

        /** The kind alone: the rest may hold a password. */
        @Override
        public String toString() {
            return type.kind();
        }
    }

    /**
     * The HTTP server.
     *
     * @param base a path before all others, which a proxy may leave in requests; empty for none
     * @param tls whether TLS is spoken where there is a certificate; also of MQTT over WebSocket
     * @param names under which a proxy in front is known, with a port where it is not the usual one
     * @param origins whose pages may read and change data here (CORS)
     * @param proxies addresses, or ranges of them, whose X-Forwarded-… headers are trusted
     */
    public record Http(
            int port, String base, boolean tls, List<String> names, List<String> origins, List<String> proxies) {
        public Http {
            names = List.copyOf(names);
            origins = List.copyOf(origins);
            proxies = List.copyOf(proxies);
        }
    }

    /**
     * The cache of answers.
     *
     * @param shared the name of the server that processes share it on; empty for a cache of this process alone
     */
    public record Cache(Optional<String> shared) {}

    /**
     * The gRPC server.
     *
     * @param tls whether TLS is spoken where there is a certificate
     */
    public record Grpc(int port, boolean tls) {}

    /**
     * The ways out, the page among them.
     *
     * @param sql whether labs are asked in SQL
     * @param tiles the template of a tile server's URLs; empty for maps with outlines of countries alone
     * @param tilesCredit the attribution that maps show for the tiles
     */
    public record Web(boolean sql, Optional<String> tiles, String tilesCredit) {

        @Override
        public String toString() {
            return "Web[sql=" + sql + ", tiles=" + tiles.map(Secrets::hidden) + ", tilesCredit=" + tilesCredit + "]";
        }
    }

    /**
     * The event log.
     *
     * @param port where the embedded broker listens; unused with {@code bootstrap}
     * @param bootstrap the brokers of an external cluster; empty starts the embedded broker
     * @param user by SASL/PLAIN, where the cluster asks; unused with the embedded broker, as is {@code password}
     * @param security how to log in otherwise, and TLS: settings of Kafka's clients
     * @param partitions of each new topic
     * @param retention how long topics keep records at least; empty leaves it to Kafka
     */
    public record Kafka(
            int port,
            Optional<String> bootstrap,
            String user,
            String password,
            Map<String, String> security,
            int partitions,
            Replication replication,
            Optional<Duration> retention,
            Flush flush) {

        /** The embedded broker is DataLab's alone, so its topics are brought to the setting; nobody else could. */
        public Retention keeping() {
            return new Retention(retention.orElse(null), bootstrap.isEmpty());
        }

        /** All but secrets, so that no log ever shows them. */
        @Override
        public String toString() {
            return "Kafka[port=" + port + ", bootstrap=" + bootstrap + ", user=" + user + ", partitions=" + partitions
                    + ", flush=" + flush + "]";
        }
    }

    /**
     * Who has to log in.
     *
     * @param on whether anybody has to
     * @param adminToken of the operator; empty for one that the data folder keeps
     * @param open the labs that anybody may read
     * @param oidc the provider that knows people and programs; empty for none
     * @param quotas how much clients and labs may take
     * @param auditRetain how long administrative acts are remembered
     */
    public record Access(
            boolean on,
            Optional<String> adminToken,
            Set<String> open,
            Optional<OidcSettings> oidc,
            QuotaLimits quotas,
            Duration auditRetain) {
        public Access {
            open = Set.copyOf(open);
        }

        /** Without the token. */
        @Override
        public String toString() {
            return "Access[on=" + on + ", open=" + open + ", oidc=" + oidc + ", quotas=" + quotas + "]";
        }
    }

    /** When the embedded broker forces records onto the disk. */
    public enum Flush {
        /** Left to the operating system: a crash of DataLab loses nothing, a power failure the last moments. */
        OS,
        /** Before every acknowledgement. */
        ALWAYS
    }

    /**
     * The store.
     *
     * @param port where the embedded server listens; unused with {@code url}
     * @param url an external server, as {@code jdbc:postgresql://host:port/database}; empty starts the embedded one
     * @param user unused with the embedded server, as is {@code password}
     * @param writeConnections at most, for commits
     * @param readConnections at most, for everything else
     */
    public record Postgres(
            int port, Optional<String> url, String user, String password, int writeConnections, int readConnections) {

        /** All but the password, so that no log ever shows it. */
        @Override
        public String toString() {
            return "Postgres[port=" + port + ", user=" + user + ", writeConnections=" + writeConnections
                    + ", readConnections=" + readConnections + "]";
        }
    }

    /**
     * Who may run a batch.
     *
     * @param lease how long a batch's owner may fail to renew it before another process may take the batch over
     */
    public record Batch(Duration lease) {}

    /**
     * What becomes of rejects.
     *
     * @param retain how long they are kept; empty for ever
     */
    public record Rejects(Optional<Duration> retain) {}

    /**
     * The limits on sizes, memory and waiting times.
     *
     * @param eventBytes the largest event
     * @param inFlightBytes what may wait for the log's acknowledgement, all senders together
     * @param cacheBytes the most bytes that the answer cache may hold
     * @param liveClients how many may follow live at once
     * @param question the time limit of a reader's query in the store
     * @param bodyBytesPerSecond the least rate of an HTTP request's body; one that lags 30 s behind it is cut off
     * @param stop how long closing may take
     */
    public record Limits(
            int eventBytes,
            int inFlightBytes,
            long cacheBytes,
            int liveClients,
            Duration question,
            int bodyBytesPerSecond,
            Duration stop) {}

    /**
     * What is logged.
     *
     * @param access whether each request has a line in the access log
     */
    public record Logs(Format format, Level level, boolean access) {

        public enum Format {
            TEXT,
            JSON
        }

        public enum Level {
            ERROR,
            WARN,
            INFO,
            DEBUG
        }
    }
}
