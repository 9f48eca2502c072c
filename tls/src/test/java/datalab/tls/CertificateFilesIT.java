package datalab.tls;

import static datalab.testkit.Needs.Part.OPENSSL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.testkit.Needs;
import datalab.testkit.tls.CertificateAuthority;
import datalab.testkit.tls.CertificateAuthority.Issued;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that openssl makes, good ones and bad ones. */
@Needs(OPENSSL)
final class CertificateFilesIT {
    @TempDir
    private Path folder;

    private CertificateAuthority authority;
    private Issued server;

    @BeforeEach
    void issue() throws IOException {
        authority = CertificateAuthority.make(folder);
        server = authority.issue("server");
    }

    @ParameterizedTest
    @CsvSource({
        "rsa:2048, rsa -traditional",
        "rsa:2048, pkcs8 -topk8 -nocrypt",
        "ec, pkcs8 -topk8 -nocrypt",
        "ed25519, pkcs8 -topk8 -nocrypt"
    })
    void readsKeysOfEachKind(String kind, String form) throws IOException {
        Path key = folder.resolve("made.key");
        Path certificate = folder.resolve("made.pem");
        List<String> request = new ArrayList<>(List.of("req", "-x509", "-newkey", kind, "-nodes", "-subj", "/CN=x"));
        if (kind.equals("ec")) {
            request.addAll(List.of("-pkeyopt", "ec_paramgen_curve:secp384r1"));
        }
        request.addAll(List.of("-keyout", key.toString(), "-out", certificate.toString()));
        CertificateAuthority.run(request);
        List<String> converting = new ArrayList<>(List.of(form.split(" ")));
        Path converted = folder.resolve("converted.key");
        converting.addAll(List.of("-in", key.toString(), "-out", converted.toString()));
        CertificateAuthority.run(converting);

        assertThat(read(certificate, converted).engine().getSupportedProtocols())
                .contains("TLSv1.3");
    }

    @Test
    void knowsWhenTheFirstOfTheChainExpires() throws IOException {
        Issued issued = authority.issue("long", 60);
        Path chain = folder.resolve("chain.pem");
        Files.writeString(chain, Files.readString(issued.certificate()) + Files.readString(authority.certificate()));

        assertThat(read(chain, issued.key()).expires())
                .isBetween(Instant.now(), Instant.now().plus(Duration.ofDays(31)));
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        Issued other = authority.issue("other");
        Path encrypted = folder.resolve("encrypted.key");
        CertificateAuthority.run(List.of(
                "pkcs8",
                "-topk8",
                "-in",
                server.key().toString(),
                "-out",
                encrypted.toString(),
                "-passout",
                "pass:secret"));
        Path sec1 = folder.resolve("sec1.key");
        CertificateAuthority.run(List.of("ec", "-in", server.key().toString(), "-out", sec1.toString()));
        Path text = Files.writeString(folder.resolve("text"), "no PEM\n");
        Path cut = Files.writeString(
                folder.resolve("cut"), Files.readString(server.certificate()).substring(0, 200));

        assertWrong(folder.resolve("away.pem"), server.key(), "tls.certificate is ", "away.pem, which is not there");
        assertWrong(text, server.key(), "text, which holds no certificate; expected PEM");
        assertWrong(cut, server.key(), "cut, which holds no certificate");
        assertWrong(server.certificate(), text, "tls.key is ", "which holds no private key");
        assertWrong(server.certificate(), other.key(), "is not the one of the certificate in");
        assertWrong(server.certificate(), encrypted, "is encrypted", "openssl pkcs8 -topk8 -nocrypt -in");
        assertWrong(server.certificate(), sec1, "is in a form of its own (EC PRIVATE KEY)", "openssl pkcs8");
        assertWrong(folder, server.key(), "cannot be read");
    }

    private static void assertWrong(Path certificate, Path key, String... words) {
        assertThatThrownBy(() -> read(certificate, key))
                .isInstanceOf(BadTlsFile.class)
                .hasMessageContainingAll(words)
                .message()
                .doesNotContain("\n");
    }

    private static ServerTls read(Path certificate, Path key) {
        return ServerTls.read(new TlsSettings(certificate, key, Optional.empty(), ClientCertificates.NONE));
    }
}
