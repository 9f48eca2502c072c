package datalab.system;

import static datalab.testkit.Needs.Part.MOSQUITTO_PUB;
import static datalab.testkit.Needs.Part.OPENSSL;
import static datalab.testkit.Needs.Part.SSLSCAN;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.testkit.DataLabProcess;
import datalab.testkit.Needs;
import datalab.testkit.tls.CertificateAuthority;
import datalab.testkit.tls.CertificateAuthority.Issued;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A DataLab that speaks TLS everywhere: what it speaks, its commands, and new certificates while events come. */
@Needs({OPENSSL, SSLSCAN, MOSQUITTO_PUB})
final class TlsIT {
    private static final Pattern NUMBER = Pattern.compile("\"number\":(\\d+)");
    private static final Pattern OLD = Pattern.compile("(SSLv2|SSLv3|TLSv1\\.0|TLSv1\\.1)\\s+disabled");
    private static final Pattern CIPHER =
            Pattern.compile("(?:Preferred|Accepted)\\s+(TLSv\\S+)\\s+\\d+ bits\\s+(\\S+)");
    private static final String LAB = """
            lab: plant
            streams:
              readings:
                key: number
                unique: number
                fields: {number: integer}
                in: {mqtt: readings/#}
            """;

    @TempDir
    private static Path folder;

    private static CertificateAuthority authority;
    private static Issued issued;
    private static DataLabProcess datalab;

    @BeforeAll
    static void start() throws IOException {
        Files.createDirectories(folder.resolve("labs/plant"));
        Files.writeString(folder.resolve("labs/plant/lab.yaml"), LAB);
        authority = CertificateAuthority.make(folder.resolve("authority"));
        issued = authority.issue("first");
        datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data")).withTls(authority, issued);
        datalab.start();
    }

    @AfterAll
    static void stop() {
        datalab.close();
    }

    @Test
    void speaksNothingOldAndNothingWeak() throws Exception {
        for (int port : List.of(datalab.httpPort, datalab.grpcPort, datalab.mqttPort)) {
            String scan = Ran.command(
                            List.of("sslscan", "--no-colour", "--no-heartbleed", "--no-groups", "127.0.0.1:" + port),
                            Map.of())
                    .output();

            assertThat(OLD.matcher(scan).results()).as(scan).hasSize(4);
            List<String> ciphers = CIPHER.matcher(scan)
                    .results()
                    .map(found -> found.group(1) + " " + found.group(2))
                    .toList();
            assertThat(ciphers)
                    .hasSizeGreaterThan(4)
                    .allMatch(name -> name.matches(
                            "TLSv1.3 TLS_.*|TLSv1.2 ECDHE-(ECDSA|RSA)-(AES(128|256)-GCM-SHA\\d+|CHACHA20-POLY1305)"));
        }
    }

    @Test
    void itsCommandsTrustTheAuthorityThatTheyAreTold() throws Exception {
        Path events = Files.writeString(folder.resolve("events.ndjson"), "{\"number\":900001}\n");
        String[] send = {"send", "plant.readings", events.toString(), "--timeout", "1", "--url", url()};

        Ran unknown = Ran.datalab(send);
        Ran known = Ran.datalab(Map.of("DATALAB_CA", authority.certificate().toString()), send);

        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.output())
                .contains("nobody who is trusted signs its certificate; --ca (DATALAB_CA)")
                .doesNotContain("Exception");
        assertThat(known.output()).contains("1 accepted");
        assertThat(known.exit()).isZero();
        assertThat(datalab.output())
                .contains("https://127.0.0.1:" + datalab.httpPort, "mqtts://127.0.0.1:" + datalab.mqttPort);
    }

    @Test
    void takesNewCertificatesWhileEventsComeAndLosesNone() throws Exception {
        TlsSenders senders = TlsSenders.start(datalab, authority);
        for (int i = 0; i < 3; i++) {
            senders.awaitMore(50);
            Issued next = authority.issue("next" + i);
            issued.replace(next);
            for (int port : List.of(datalab.httpPort, datalab.grpcPort, datalab.mqttPort)) {
                String name = "CN=next" + i;
                Awaitility.await().until(() -> shown(port).equals(name));
            }
        }
        senders.awaitMore(50);
        Set<Long> acknowledged = senders.end();

        assertThat(senders.failures()).isEmpty();
        Awaitility.await().untilAsserted(() -> assertThat(archived()).containsAll(acknowledged));
        assertThat(datalab.get("/metrics").body()).contains("datalab_tls_expires_seconds");
        assertThat(datalab.output()).doesNotContain("Exception");
    }

    private static String url() {
        return "https://localhost:" + datalab.httpPort;
    }

    /** The name in the certificate that a new connection is shown. */
    private static String shown(int port) throws IOException {
        try (SSLSocket socket =
                (SSLSocket) authority.trusting().getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    private static Set<Long> archived() {
        Set<Long> numbers = new HashSet<>();
        NUMBER.matcher(datalab.get("/labs/plant/streams/readings?limit=10000").body())
                .results()
                .forEach(found -> numbers.add(Long.valueOf(found.group(1))));
        return numbers;
    }
}
