package datalab.log.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.ConfigException;

/**
 * A file that says how Kafka's clients log in and by TLS, under Kafka's own names: what its tools take by {@code
 * --command-config}. How records are written and read is DataLab's own, and nothing of it may be in there.
 */
public final class ClientProperties {
    /** For messages about a setting that names one. */
    public static final String EXPECTED = "a file of settings of Kafka's clients, such as sasl.mechanism=SCRAM-SHA-512";

    private static final int BYTES_MAX = 64 << 10;
    private static final Set<String> GROUPS = Set.of("security", "sasl", "ssl");
    private static final Set<String> OTHERS = Set.of(
            "client.dns.lookup",
            "client.rack",
            "socket.connection.setup.timeout.ms",
            "socket.connection.setup.timeout.max.ms");

    private static final String ALLOWED =
            "security.…, sasl.…, ssl.…, " + OTHERS.stream().sorted().collect(Collectors.joining(", "));

    private ClientProperties() {}

    /** Its settings; throws {@link UnusableConnection} with what is wrong with it. */
    public static Map<String, String> read(String file) {
        Map<String, String> settings = new TreeMap<>();
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text(Path.of(file))));
        } catch (NoSuchFileException e) {
            throw new UnusableConnection("there is no such file", e);
        } catch (AccessDeniedException e) {
            throw new UnusableConnection("this user has no right to it", e);
        } catch (CharacterCodingException | IllegalArgumentException e) { // an escape, or the path itself
            throw new UnusableConnection("it is no file of properties in UTF-8", e);
        } catch (IOException e) {
            throw new UnusableConnection("it cannot be read: " + e.getMessage(), e);
        }
        for (String name : properties.stringPropertyNames()) {
            if (!isOfConnection(name)) {
                throw new UnusableConnection(name + " cannot be set in it, only " + ALLOWED);
            }
            settings.put(name, properties.getProperty(name).strip());
        }
        check(settings);
        return settings;
    }

    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw new IOException("it has more than " + (BYTES_MAX >> 10) + " KiB");
            }
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        }
    }

    private static boolean isOfConnection(String name) {
        int dot = name.indexOf('.');
        return OTHERS.contains(name) || (dot > 0 && GROUPS.contains(name.substring(0, dot)));
    }

    private static void check(Map<String, String> settings) {
        Map<String, Object> all = new TreeMap<>(settings);
        all.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
        AdminClientConfig config;
        try {
            config = new AdminClientConfig(all);
        } catch (ConfigException e) {
            throw new UnusableConnection(String.valueOf(e.getMessage()), e);
        }
        List<String> unknown = config.unused().stream()
                .filter(name -> !AdminClientConfig.configNames().contains(name))
                .filter(ClientProperties::isMistyped)
                .sorted()
                .toList();
        if (!unknown.isEmpty()) {
            throw new UnusableConnection("Kafka's clients have no setting " + String.join(", ", unknown));
        }
    }

    /** What a login module or a provider of keys reads itself has names of its own. */
    private static boolean isMistyped(String name) {
        return name.startsWith("security.") || name.startsWith("ssl.");
    }
}
