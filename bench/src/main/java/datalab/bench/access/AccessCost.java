package datalab.bench.access;

import datalab.bench.load.AlternatingRuns;
import datalab.bench.load.Connection;
import datalab.bench.load.GrpcLoadClient;
import datalab.bench.load.HttpLoadClient;
import datalab.bench.load.Load;
import datalab.bench.load.MeasuredDataLab;
import datalab.bench.load.MqttLoadClient;
import datalab.testkit.tls.CertificateAuthority;
import datalab.testkit.tls.CertificateAuthority.Issued;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** What tokens cost, and TLS: single events acknowledged on each protocol, beside a DataLab that has neither. */
public final class AccessCost {
    private static final int RUNS = 5;
    private static final Duration LENGTH = Duration.ofSeconds(4);
    private static final int CONNECTIONS = 32;
    private static final int MQTT_CONNECTIONS = 8;
    private static final int MQTT_WINDOW = 32;
    private static final String WITHOUT = "without";

    private AccessCost() {}

    /** A DataLab, and how it is reached. */
    private record Side(MeasuredDataLab subject, Optional<CertificateAuthority> authority, String token) {
        Load.Result http() throws IOException {
            Connection connection = connection(subject.datalab.httpPort);
            return Load.run(
                    i -> new HttpLoadClient(connection, MeasuredDataLab.STREAM, "application/json", event(i)),
                    CONNECTIONS,
                    1,
                    0,
                    LENGTH);
        }

        Load.Result mqtt() throws IOException {
            Connection connection = connection(subject.datalab.mqttPort);
            return Load.run(
                    i -> new MqttLoadClient(connection, "bench" + i, "bench/s" + i, event(i)),
                    MQTT_CONNECTIONS,
                    MQTT_WINDOW,
                    0,
                    LENGTH);
        }

        Load.Result grpc() throws IOException {
            Optional<Path> trusted = authority.map(CertificateAuthority::certificate);
            return Load.run(
                    i -> new GrpcLoadClient(subject.datalab.grpcPort, trusted, token, event(i)),
                    CONNECTIONS,
                    1,
                    0,
                    LENGTH);
        }

        private Connection connection(int port) throws IOException {
            Optional<SSLContext> tls =
                    authority.isPresent() ? Optional.of(authority.get().trusting()) : Optional.empty();
            return new Connection(port, tls, token);
        }

        private static String event(int i) {
            return "{\"name\":\"s" + i + "\",\"value\":5.1}";
        }
    }

    public static void run(Path repository) throws Exception {
        Path keys = Files.createTempDirectory("datalab-bench-keys");
        try {
            // Each beside one that has run for as long.
            try (MeasuredDataLab plain = MeasuredDataLab.start(repository);
                    MeasuredDataLab access =
                            MeasuredDataLab.start(repository, datalab -> datalab.with("DATALAB_ACCESS_ON", "true"))) {
                compare("tokens", new Side(access, Optional.empty(), access.operatorToken()), plain);
            }
            CertificateAuthority authority = CertificateAuthority.make(keys);
            Issued issued = authority.issue("server");
            try (MeasuredDataLab plain = MeasuredDataLab.start(repository);
                    MeasuredDataLab tls =
                            MeasuredDataLab.start(repository, datalab -> datalab.withTls(authority, issued))) {
                compare("TLS", new Side(tls, Optional.of(authority), ""), plain);
            }
        } finally {
            MeasuredDataLab.delete(keys);
        }
    }

    private static void compare(String what, Side side, MeasuredDataLab plain) throws Exception {
        Side beside = new Side(plain, Optional.empty(), "");
        AlternatingRuns.loads("HTTP with " + what, RUNS, side::http, WITHOUT, beside::http);
        AlternatingRuns.loads("MQTT QoS 1 with " + what, RUNS, side::mqtt, WITHOUT, beside::mqtt);
        AlternatingRuns.loads("gRPC with " + what, RUNS, side::grpc, WITHOUT, beside::grpc);
    }
}
