package datalab.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.app.terminal.CommandFailed;
import datalab.cache.redis.RedisServerType;
import datalab.out.cassandra.CassandraServerType;
import datalab.out.kafka.KafkaServerType;
import datalab.out.mqtt.MqttServerType;
import datalab.out.smtp.SmtpServerType;
import datalab.out.webhook.WebhookServerType;
import datalab.store.mongodb.MongoServerType;
import datalab.store.server.ServerType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What servers of a kind may be told in datalab.yaml, and what is said of a mistake there. */
final class ServerKindsTest {
    private static final List<ServerType> KINDS = List.of(
            new MongoServerType(),
            new CassandraServerType(),
            new KafkaServerType(),
            new MqttServerType(),
            new WebhookServerType(),
            new SmtpServerType(),
            new RedisServerType());

    @TempDir
    private Path folder;

    @Test
    void takesServersAndConnectsToNone() throws IOException {
        LoadedSettings settings = load(file("""
                servers:
                  plain: {kind: mongodb, url: "mongodb://127.0.0.1:1/sensor"}
                  cluster: {kind: mongodb, url: "mongodb+srv://nowhere.invalid/sensor", user: ann, password: hunter2}
                  one: {kind: cassandra, contact_points: nowhere.invalid, keyspace: analytics}
                  two: {kind: cassandra, contact_points: ["a:9042", "[::1]:9043"], datacenter: dc1, keyspace: k, tls: true}
                  shared: {kind: redis, url: "redis://nowhere.invalid"}
                  secured: {kind: redis, url: "rediss://ann:hunter2@[::1]:6380/1", timeout: 20ms}
                  hook: {kind: webhook, url: "https://nowhere.invalid:8443/hooks/", secret: hunter2, timeout: 5s, batch: 1}
                  log: {kind: kafka, bootstrap: ["nowhere.invalid:9092", "[::1]:9093"], user: ann, password: hunter2}
                  plain_log: {kind: kafka, bootstrap: "nowhere.invalid:9092", replication: 3}
                  broker: {kind: mqtt, url: "mqtt://nowhere.invalid"}
                  secure: {kind: mqtt, url: "mqtts://[::1]:8884", user: ann, password: hunter2, client_id: lab-1}
                """));

        assertThat(settings.settings().servers())
                .containsOnlyKeys(
                        "plain",
                        "cluster",
                        "one",
                        "two",
                        "shared",
                        "secured",
                        "hook",
                        "log",
                        "plain_log",
                        "broker",
                        "secure");
        assertThat(settings.settings().outputServers().tables()).doesNotContainKeys("shared", "secured");
        assertThat(settings.print()).doesNotContain("hunter2");
        settings.settings()
                .outputServers()
                .tables()
                .keySet()
                .forEach(name -> settings.settings().outputs(name).close());
    }

    @Test
    void saysWhatIsWrongWithASettingAndHidesPasswords() throws IOException {
        Path file = file("""
                servers:
                  database: {kind: mongodb, url: "mongodb://ann:hunter2@host"}
                  twice: {kind: mongodb, url: "mongodb://ann:hunter2@host/sensor", user: bob}
                  points: {kind: cassandra, contact_points: "a:9042,b:90420", keyspace: analytics}
                  keyspace: {kind: cassandra, contact_points: a, keyspace: the-keyspace}
                  log: {kind: kafka, bootstrap: "kafka-1", replication: 0}
                  broker: {kind: mqtt, url: "mqtt://ann:hunter2@host", client_id: "a/b"}
                  user: {kind: webhook, url: "https://ann:hunter2@host/", secret: a, batch: 1001}
                  query: {kind: webhook, url: "https://host/?a=b", secret: whsec_hunter2}
                  unsigned: {kind: webhook, url: "http://host:8080"}
                """);
        String url = "expected a URL that names a database, such as mongodb://host:27017/database";

        assertThatThrownBy(() -> load(file))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("servers.database.url is 'mongodb://ann:********@host'; " + url)
                .hasMessageContaining("servers.twice.user is 'bob'; expected nothing, since the url names a user")
                .hasMessageContaining(
                        "servers.points.contact_points is 'a:9042,b:90420'; expected hosts of the cluster")
                .hasMessageContaining("servers.keyspace.keyspace is 'the-keyspace'; expected the name of a keyspace")
                .hasMessageContaining(
                        "servers.log.bootstrap is 'kafka-1'; expected servers of the cluster with their ports")
                .hasMessageContaining("servers.log.replication is '0'; expected 1 to 100 brokers")
                .hasMessageContaining("servers.broker.url is 'mqtt://ann:********@host'; expected a broker")
                .hasMessageContaining("servers.broker.client_id is 'a/b'; expected letters, digits, _ and -")
                .hasMessageContaining("servers.user.url is 'https://ann:********@host/'; expected a URL with https")
                .hasMessageContaining("servers.user.batch is '1001'; expected 1 to 1000 rows of a request")
                .hasMessageContaining("servers.query.url is 'https://host/?a=b'; expected a URL with https")
                .hasMessageContaining("servers.query.secret is '********'; expected what requests are signed with")
                .hasMessageContaining("servers.unsigned.secret is ''; expected what requests are signed with")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void letsOutputsShareMailServersAlone() throws IOException {
        LoadedSettings settings = load(file("""
                servers:
                  mail: {kind: smtp, host: nowhere.invalid, user: ann, password: hunter2, from: "DataLab <datalab@example.org>"}
                  relay: {kind: smtp, host: "::1", port: 2525, security: none, from: datalab@example.org, timeout: 1m}
                  hook: {kind: webhook, url: "https://nowhere.invalid", secret: hunter2}
                """));

        assertThat(settings.settings().outputServers().shared()).containsExactlyInAnyOrder("mail", "relay");
        assertThat(settings.print()).doesNotContain("hunter2");
        settings.settings().outputs("mail").close();
    }

    @Test
    void saysWhatIsWrongWithAMailServer() throws IOException {
        Path file = file("""
                servers:
                  bare: {kind: smtp}
                  host: {kind: smtp, host: "smtp://host", security: ssl, from: nobody}
                  login: {kind: smtp, host: a, password: hunter2, from: "a@b, c@d", port: 0}
                  plain: {kind: smtp, host: a, security: none, ca_file: pom.xml, from: a@b, timeout: 1ms}
                """);

        assertThatThrownBy(() -> load(file))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("servers.bare has no host; expected the name or address of a mail server")
                .hasMessageContaining("servers.bare has no from; expected one address")
                .hasMessageContaining(
                        "servers.host.host is 'smtp://host'; expected the name or address of a mail server")
                .hasMessageContaining("servers.host.security is 'ssl'; expected starttls, tls or none")
                .hasMessageContaining("servers.host.from is 'nobody'; expected one address that mails are from")
                .hasMessageContaining("servers.login.user is ''; expected the user that the password is of")
                .hasMessageContaining("servers.login.from is 'a@b, c@d'; expected one address")
                .hasMessageContaining("servers.login.port is '0'; expected 1 to 65535")
                .hasMessageContaining("servers.plain.ca_file is 'pom.xml'; expected none where security is none")
                .hasMessageContaining("servers.plain.timeout is '1ms'; expected a length of time")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void saysWhatIsWrongWithARedisAndWhichServerIsNone() throws IOException {
        Path file = file("""
                servers:
                  path: {kind: redis, url: "redis://ann:hunter2@host/name"}
                  plain: {kind: redis, url: "redis://host", ca_file: pom.xml, timeout: 5s}
                  both: {kind: redis, url: "rediss://ann:hunter2@host", user: bob, password: hunter2, cert_file: pom.xml}
                  none: {kind: redis, url: "rediss://host", ca_file: nowhere.pem}
                cache: {shared: hook}
                """);

        assertThatThrownBy(() -> load(file))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("servers.path.url is 'redis://ann:********@host/name'; expected a Redis, such as")
                .hasMessageContaining("servers.plain.ca_file is 'pom.xml'; expected a url with rediss:// beside it")
                .hasMessageContaining("servers.plain.timeout is '5s'; expected a length of time")
                .hasMessageContaining("servers.both.user is 'bob'; expected nothing, since the url names a user")
                .hasMessageContaining("servers.both.cert_file is 'pom.xml'; expected key_file beside it")
                .hasMessageContaining("servers.none.ca_file is 'nowhere.pem'; expected a file of PEM that can be read")
                .hasMessageContaining(
                        ":6:17: cache.shared is 'hook'; expected the name of a server of kind redis under servers:")
                .hasMessageNotContaining("hunter2");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("datalab.yaml"), text);
    }

    private static LoadedSettings load(Path file) {
        return LoadedSettings.load(new SettingsSources(file, Map.of(), Map.of()), KINDS);
    }
}
