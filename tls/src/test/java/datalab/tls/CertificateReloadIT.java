package datalab.tls;

import static datalab.testkit.Needs.Part.OPENSSL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import datalab.testkit.Needs;
import datalab.testkit.tls.CertificateAuthority;
import datalab.testkit.tls.CertificateAuthority.Issued;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that change while DataLab runs. */
@Needs(OPENSSL)
final class CertificateReloadIT {
    @TempDir
    private Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private CertificateAuthority authority;
    private Issued server;
    private CertificateReload reload;

    @BeforeEach
    void start() throws IOException {
        authority = CertificateAuthority.make(folder.resolve("authority"));
        server = authority.issue("server", 20);
        reload =
                started(new TlsSettings(server.certificate(), server.key(), Optional.empty(), ClientCertificates.NONE));
    }

    @AfterEach
    void stop() {
        reload.close();
    }

    @Test
    void takesFilesThatAreReplacedOneAfterTheOther() throws IOException {
        assertThat(daysLeft()).isBetween(19.0, 20.0);

        server.replace(authority.issue("next", 28));

        await().untilAsserted(() -> assertThat(daysLeft()).isBetween(27.0, 28.0));
        assertThat(meters.get("datalab.tls.expires").gauge().value()).isBetween(27 * 86400.0, 28 * 86400.0);
    }

    @Test
    void keepsTheOldOneWhileTheNewOneIsBad() throws IOException {
        SSLContext before = reload.tls().context();

        Files.writeString(server.certificate(), "half a certif");
        await().until(() -> state() > 0);

        assertThat(reload.tls().context()).isSameAs(before);
        assertThat(daysLeft()).isBetween(19.0, 20.0);

        server.replace(authority.issue("next", 28));
        await().untilAsserted(() -> assertThat(daysLeft()).isBetween(27.0, 28.0));
        assertThat(state()).isZero();
    }

    @Test
    void followsTheLinksOfASecretOfKubernetes() throws IOException {
        Path volume = Files.createDirectories(folder.resolve("volume"));
        version(volume, "..first", authority.issue("one", 10));
        Files.createSymbolicLink(volume.resolve("..data"), Path.of("..first"));
        Files.createSymbolicLink(volume.resolve("tls.crt"), Path.of("..data/tls.crt"));
        Files.createSymbolicLink(volume.resolve("tls.key"), Path.of("..data/tls.key"));
        reload.close();
        reload = started(new TlsSettings(
                volume.resolve("tls.crt"), volume.resolve("tls.key"), Optional.empty(), ClientCertificates.NONE));
        assertThat(daysLeft()).isBetween(9.0, 10.0);

        version(volume, "..second", authority.issue("two", 28));
        Files.createSymbolicLink(volume.resolve("..data_tmp"), Path.of("..second"));
        Files.move(volume.resolve("..data_tmp"), volume.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

        await().untilAsserted(() -> assertThat(daysLeft()).isBetween(27.0, 28.0));
    }

    @Test
    void saysSoWhereTheCertificateSoonExpires() throws IOException {
        reload.check();

        server.replace(authority.issue("short", 2));

        await().untilAsserted(() -> assertThatThrownBy(reload::check).hasMessageContaining("expires within 2 days"));
    }

    private static void version(Path volume, String name, Issued issued) throws IOException {
        Path made = Files.createDirectories(volume.resolve(name));
        Files.copy(issued.certificate(), made.resolve("tls.crt"));
        Files.copy(issued.key(), made.resolve("tls.key"));
    }

    private CertificateReload started(TlsSettings settings) {
        meters.clear();
        CertificateReload made = CertificateReload.of(settings, meters, Clock.systemUTC());
        made.start();
        return made;
    }

    private double state() {
        return meters.get("datalab.loop.state").gauge().value();
    }

    private double daysLeft() {
        return Duration.between(Instant.now(), reload.tls().expires()).toMinutes() / 1440.0;
    }
}
