package datalab.cache.redis;

import io.lettuce.core.RedisURI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a Redis is, and how to get in. As text it shows host, port and database alone.
 *
 * @param tls null without TLS
 */
record RedisAddress(
        String host,
        int port,
        int database,
        String user,
        String password,
        @Nullable Tls tls) {

    /**
     * What a TLS connection trusts and shows; where nothing is named, what the JVM trusts.
     *
     * @param ca certificates that the server's is to be signed by, as PEM
     * @param cert this client's certificate, as PEM, where the server asks for one; {@code key} its private key (PKCS 8)
     */
    record Tls(Optional<Path> ca, Optional<Path> cert, Optional<Path> key) {}

    RedisURI uri(Duration timeout) {
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(host)
                .withPort(port)
                .withDatabase(database)
                .withSsl(tls != null)
                .withVerifyPeer(true)
                .withClientName("datalab")
                .withTimeout(timeout);
        if (!user.isEmpty()) {
            uri.withAuthentication(user, password.toCharArray());
        } else if (!password.isEmpty()) {
            uri.withPassword(password.toCharArray());
        }
        return uri.build();
    }

    @Override
    public String toString() {
        return host + ":" + port + "/" + database;
    }
}
