package datalab.app.source;

import datalab.cache.redis.RedisServerType;
import datalab.out.cassandra.CassandraServerType;
import datalab.out.jdbc.JdbcServerType;
import datalab.out.kafka.KafkaServerType;
import datalab.out.mqtt.MqttServerType;
import datalab.out.smtp.SmtpServerType;
import datalab.out.webhook.WebhookServerType;
import datalab.store.mongodb.MongoServerType;
import datalab.store.server.ServerType;
import java.util.List;

/** The list of all kinds of servers that {@code servers:} in datalab.yaml may name. */
public final class Servers {

    /** In the order in which they are named to people. */
    public static final List<ServerType> ALL = List.of(
            new JdbcServerType(),
            new MongoServerType(),
            new CassandraServerType(),
            new KafkaServerType(),
            new MqttServerType(),
            new WebhookServerType(),
            new SmtpServerType(),
            new RedisServerType());

    private Servers() {}
}
