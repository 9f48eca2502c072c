package datalab.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import datalab.store.cache.SharedCache;
import datalab.store.cache.SharedCache.Lookup;
import datalab.testkit.Needs;
import datalab.testkit.RedisServer;
import datalab.testkit.TestServerSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis that speaks TLS alone, and asks for a password and a client's certificate. */
@Needs({Needs.Part.REDIS, Needs.Part.OPENSSL})
final class RedisTlsIT {
    private static final String PASSWORD = "kept out of messages";

    @TempDir
    private static Path folder;

    @BeforeAll
    static void makeCertificates() throws Exception {
        certificate("ca", List.of("-subj", "/CN=authority"));
        for (String name : List.of("server", "client")) {
            certificate(name, signed(name, "IP:127.0.0.1"));
        }
        certificate("elsewhere", signed("elsewhere", "DNS:elsewhere.example.org"));
        certificate("stranger", List.of("-subj", "/CN=stranger"));
    }

    @Test
    void connectsWhereBothKnowEachOther() throws IOException {
        try (RedisServer server = server("server");
                SharedCache cache = cache(server, "ca", "client")) {
            cache.put("a", new byte[] {1}, Duration.ofMinutes(1));

            await().until(() -> {
                cache.put("a", new byte[] {1}, Duration.ofMinutes(1));
                return cache.get("a") instanceof Lookup.Kept;
            });
            assertThat(cache.trouble()).isEmpty();
        }
    }

    @Test
    void trustsNobodyElse() throws IOException {
        try (RedisServer server = server("server");
                SharedCache cache = cache(server, "stranger", "client")) {
            awaitTrouble(cache, "unable to find valid certification path");
        }
    }

    @Test
    void trustsACertificateForItsOwnNameAlone() throws IOException {
        try (RedisServer server = server("elsewhere");
                SharedCache cache = cache(server, "ca", "client")) {
            awaitTrouble(cache, "No subject alternative names matching IP address 127.0.0.1 found");
        }
    }

    @Test
    void isLetInByItsOwnCertificateAlone() throws IOException {
        try (RedisServer server = server("server");
                SharedCache cache = cache(server, "ca", "stranger")) {
            await().until(() -> cache.trouble()
                    .filter(why -> !why.equals("not connected yet"))
                    .isPresent());
            assertThat(cache.get("a")).isInstanceOf(Lookup.Away.class);
        }
    }

    private static void awaitTrouble(SharedCache cache, String expected) {
        await().untilAsserted(() -> assertThat(cache.trouble())
                .hasValueSatisfying(why -> assertThat(why).contains(expected)));
        assertThat(cache.trouble().orElseThrow()).doesNotContain(PASSWORD);
        assertThat(cache.get("a")).isInstanceOf(Lookup.Away.class);
    }

    private static RedisServer server(String certificate) throws IOException {
        return RedisServer.create(
                "--tls-cert-file",
                file(certificate + ".crt"),
                "--tls-key-file",
                file(certificate + ".key"),
                "--tls-ca-cert-file",
                file("ca.crt"),
                "--requirepass",
                PASSWORD);
    }

    private static SharedCache cache(RedisServer server, String authority, String certificate) {
        Map<String, String> settings = new HashMap<>(
                Map.of("url", "rediss://127.0.0.1:" + server.port, "password", PASSWORD, "timeout", "PT0.5S"));
        settings.put("ca_file", file(authority + ".crt"));
        settings.put("cert_file", file(certificate + ".crt"));
        settings.put("key_file", file(certificate + ".key"));
        SharedCache cache = new RedisServerType()
                .configure(new TestServerSettings("shared", settings))
                .cache(new SimpleMeterRegistry());
        cache.start();
        return cache;
    }

    private static List<String> signed(String name, String alternative) {
        return List.of(
                "-subj",
                "/CN=" + name,
                "-addext",
                "subjectAltName=" + alternative,
                "-CA",
                file("ca.crt"),
                "-CAkey",
                file("ca.key"));
    }

    private static void certificate(String name, List<String> more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl", "req", "-x509", "-nodes", "-days", "2"));
        command.addAll(List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"));
        command.addAll(List.of("-keyout", file(name + ".key"), "-out", file(name + ".crt")));
        command.addAll(more);
        Process openssl = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(openssl.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(openssl.waitFor()).as(output).isZero();
    }

    private static String file(String name) {
        return folder.resolve(name).toString();
    }
}
