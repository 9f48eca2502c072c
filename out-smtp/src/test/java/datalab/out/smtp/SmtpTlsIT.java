package datalab.out.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.store.output.OutputTarget;
import datalab.store.output.OutputUnavailable;
import datalab.store.output.OutputWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.server.SMTPServer;

/** Mail servers with TLS: nothing is said to one without it, nor to one whose certificate is not signed or another's. */
final class SmtpTlsIT {
    private static final String STORE_PASSWORD = "of no use";

    @TempDir
    private static Path folder;

    @BeforeAll
    static void makeCertificates() throws Exception {
        certificate("server", "IP:127.0.0.1");
        certificate("elsewhere", "DNS:elsewhere.example.org");
        certificate("stranger", "IP:127.0.0.1");
    }

    @Test
    void sendsOverStarttls() throws Exception {
        try (KeepingMailServer server = new KeepingMailServer(starttls("server"));
                OutputTarget target = target(server, "starttls", "server")) {
            send(target);

            assertThat(server.mails).hasSize(1);
        }
    }

    @Test
    void sendsOverTls() throws Exception {
        try (KeepingMailServer server = new KeepingMailServer(tls("server"));
                OutputTarget target = target(server, "tls", "server")) {
            send(target);

            assertThat(server.mails).hasSize(1);
        }
    }

    /** As where somebody between takes the offer out of the server's answer. */
    @Test
    void saysNothingToAServerWithoutStarttls() {
        try (KeepingMailServer server = new KeepingMailServer(UnaryOperator.identity());
                OutputTarget target = target(server, "starttls", "server")) {
            assertUnavailable(target, "STARTTLS is required but host does not support STARTTLS");
            assertThat(server.logins).isEmpty();
        }
    }

    @Test
    void trustsNobodyElse() throws Exception {
        for (String security : List.of("starttls", "tls")) {
            UnaryOperator<SMTPServer.Builder> how = security.equals("tls") ? tls("server") : starttls("server");
            try (KeepingMailServer server = new KeepingMailServer(how);
                    OutputTarget stranger = target(server, security, "stranger");
                    OutputTarget jvm = target(server, security, null)) {
                assertUnavailable(stranger, "unable to find valid certification path");
                assertUnavailable(jvm, "unable to find valid certification path");
            }
        }
    }

    @Test
    void trustsACertificateForItsOwnNameAlone() throws Exception {
        for (String security : List.of("starttls", "tls")) {
            UnaryOperator<SMTPServer.Builder> how = security.equals("tls") ? tls("elsewhere") : starttls("elsewhere");
            try (KeepingMailServer server = new KeepingMailServer(how);
                    OutputTarget target = target(server, security, "elsewhere")) {
                assertUnavailable(target, "127.0.0.1");
            }
        }
    }

    private static void assertUnavailable(OutputTarget target, String reason) {
        assertThatThrownBy(() -> target.prepare(TestMails.alerts("ops@example.org")))
                .isInstanceOf(OutputUnavailable.class)
                .hasMessageContaining("cannot be connected to")
                .hasMessageContaining(reason);
    }

    private static void send(OutputTarget target) {
        target.prepare(TestMails.alerts("ops@example.org"));
        try (OutputWriter writer = target.open(TestMails.alerts("ops@example.org"))) {
            assertThat(writer.write(1, List.of(TestMails.message("e1", 1L, "a"))))
                    .isEmpty();
        }
    }

    private static OutputTarget target(KeepingMailServer server, String security, @Nullable String authority) {
        Map<String, String> settings = new HashMap<>(
                Map.of("security", security, "user", KeepingMailServer.USER, "password", KeepingMailServer.PASSWORD));
        if (authority != null) {
            settings.put("ca_file", folder.resolve(authority + ".pem").toString());
        }
        return TestMails.target(server.port, settings);
    }

    private static UnaryOperator<SMTPServer.Builder> starttls(String name) throws Exception {
        SSLContext context = context(name);
        return builder -> builder.enableTLS().requireTLS().startTlsSocketFactory(context);
    }

    private static UnaryOperator<SMTPServer.Builder> tls(String name) throws Exception {
        SSLContext context = context(name);
        return builder -> builder.serverSocketFactory(context);
    }

    private static SSLContext context(String name) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
            keys.load(in, STORE_PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, STORE_PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** Self-signed. */
    private static void certificate(String name, String alternative) throws IOException, InterruptedException {
        String store = folder.resolve(name + ".p12").toString();
        keytool(
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=" + alternative,
                "-keystore",
                store);
        keytool("-exportcert", "-rfc", "-file", folder.resolve(name + ".pem").toString(), "-keystore", store);
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", STORE_PASSWORD, "-alias", "one"));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(output).isZero();
    }
}
