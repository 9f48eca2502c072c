package datalab.out.mqtt;

import datalab.mqtt.MqttBroker;
import datalab.mqtt.MqttVersion;
import datalab.store.server.ServerSettings;
import datalab.store.server.ServerType;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An MQTT broker: {@code kind: mqtt}. */
public final class MqttServerType implements ServerType {
    private static final String URL = "a broker, such as mqtt://host:1883, or mqtts://host:8883 with TLS";
    private static final String CLIENT_ID = "letters, digits, _ and -, 40 at most";
    private static final String AUTHORITIES = "ca_file";
    private static final Pattern URL_FORM = Pattern.compile(
            "(?<scheme>mqtts?)://(\\[(?<v6>[^\\]\\s]+)\\]|(?<host>[^/:@?\\[\\]\\s]+))(:(?<port>\\d{1,5}))?/?");
    private static final Pattern CLIENT_ID_FORM = Pattern.compile("[\\w-]{1,40}");
    private static final String USUAL_CLIENT_ID = "datalab";
    private static final int USUAL_PORT = 1883;
    private static final int USUAL_TLS_PORT = 8883;
    private static final int PORT_MAX = 65_535;

    @Override
    public String kind() {
        return "mqtt";
    }

    @Override
    public String table() {
        return "topic";
    }

    @Override
    public MqttBrokerServer configure(ServerSettings settings) {
        String url = settings.required("url", URL);
        Optional<String> user = settings.optional("user");
        Optional<String> password = settings.secret("password");
        String clientId = settings.optional("client_id").orElse(USUAL_CLIENT_ID);
        if (!CLIENT_ID_FORM.matcher(clientId).matches()) {
            settings.refuse("client_id", CLIENT_ID);
        }
        Matcher form = URL_FORM.matcher(url);
        boolean isUsable = form.matches() && port(form) <= PORT_MAX;
        if (!isUsable && !url.isEmpty()) {
            settings.refuse("url", URL);
        }
        String host = isUsable ? Optional.ofNullable(form.group("v6")).orElse(form.group("host")) : "";
        int port = isUsable ? port(form) : USUAL_PORT;
        boolean tls = isUsable && isTls(form);
        MqttVersion version = version(settings);
        List<X509Certificate> authorities = authorities(settings, tls || !isUsable);
        return new MqttBrokerServer(new MqttBroker(
                new MqttBroker.Address(host, port, tls, authorities),
                user.map(name -> new MqttBroker.Login(name, password.orElse(""))),
                clientId,
                version,
                settings.number(
                        "receive_maximum",
                        MqttBroker.RECEIVE_MAXIMUM,
                        1,
                        MqttBroker.RECEIVE_MAXIMUM,
                        "1 to 65535 messages")));
    }

    private static MqttVersion version(ServerSettings settings) {
        String text = settings.optional("version").orElse(MqttVersion.V5.text());
        for (MqttVersion version : MqttVersion.values()) {
            if (version.text().equals(text)) {
                return version;
            }
        }
        settings.refuse("version", "5 or 3.1.1, a version of MQTT");
        return MqttVersion.V5;
    }

    private static List<X509Certificate> authorities(ServerSettings settings, boolean tls) {
        Optional<String> file = settings.optional(AUTHORITIES);
        if (file.isEmpty()) {
            return List.of();
        }
        if (!tls) {
            settings.refuse(AUTHORITIES, "none where the URL does not begin with mqtts://");
        }
        try {
            return CertificateFile.read(Path.of(file.get()));
        } catch (IOException | CertificateException | InvalidPathException e) {
            settings.refuse(AUTHORITIES, "a file of certificates in PEM");
            return List.of();
        }
    }

    private static int port(Matcher form) {
        String port = form.group("port");
        if (port != null) {
            return Integer.parseInt(port);
        }
        return isTls(form) ? USUAL_TLS_PORT : USUAL_PORT;
    }

    private static boolean isTls(Matcher form) {
        return "mqtts".equals(form.group("scheme"));
    }
}
