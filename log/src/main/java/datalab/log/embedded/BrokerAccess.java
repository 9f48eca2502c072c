package datalab.log.embedded;

import datalab.log.connection.KafkaConnection;
import datalab.runtime.SecretFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Access control of the embedded broker: clients need its password, which is generated once and stored in a file that only
 * the user running DataLab can read. Other users of the machine reach the port and no further, unless they are
 * {@link BrokerGuests}.
 */
final class BrokerAccess {
    private static final String LISTENER = "CLIENTS";

    private BrokerAccess() {}

    /** As the owner of the folder; makes the password where there is none yet. */
    static KafkaConnection bootstrap(Path folder, int port) {
        try {
            Files.createDirectories(folder);
            return new KafkaConnection(
                    LoopbackPorts.HOST + ":" + port,
                    BrokerLogins.USER,
                    SecretFile.readOrMake(folder.resolve("password")));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep a password in " + folder, e);
        }
    }

    /** A file of settings for Kafka's own tools: {@code --command-config client.properties}. */
    static void writeClientProperties(Path folder, KafkaConnection bootstrap) {
        String lines = new TreeMap<>(bootstrap.clientSettings())
                .entrySet().stream()
                        .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
                        .collect(Collectors.joining());
        try {
            SecretFile.write(folder.resolve("client.properties"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder, e);
        }
    }

    /** Both listeners ask for it, that of the controller too. */
    static void protect(Map<String, String> broker, KafkaConnection bootstrap, String controller) {
        String login = KafkaConnection.login(
                "username=" + BrokerLogins.USER + " password=" + KafkaConnection.quoted(bootstrap.password()));
        broker.put("listener.security.protocol.map", LISTENER + ":SASL_PLAINTEXT," + controller + ":SASL_PLAINTEXT");
        broker.put("inter.broker.listener.name", LISTENER);
        broker.put("sasl.enabled.mechanisms", "PLAIN");
        broker.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        broker.put("sasl.mechanism.controller.protocol", "PLAIN");
        for (String listener : List.of(LISTENER, controller)) {
            String plain = "listener.name." + listener.toLowerCase(Locale.ROOT) + ".plain.sasl.";
            broker.put(plain + "jaas.config", login);
            broker.put(plain + "server.callback.handler.class", BrokerAuthenticator.class.getName());
        }
        broker.put("authorizer.class.name", BrokerAuthorizer.class.getName());
    }

    static String listener(KafkaConnection bootstrap) {
        return LISTENER + "://" + bootstrap.servers();
    }
}
