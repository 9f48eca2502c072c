package datalab.tls;

import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The TLS of a client: whom it trusts, and who it is. Immutable.
 *
 * @param trust those that the JVM trusts, where empty
 * @param keys nothing to show, where empty
 */
public record ClientTls(Optional<TrustManagerFactory> trust, Optional<KeyManagerFactory> keys) {

    /**
     * Reads the files; throws {@link BadTlsFile} where they cannot be used.
     *
     * @param authorities certificates of whom to trust, in PEM
     * @param certificate to show, with its chain, in PEM; only together with its key
     */
    public static ClientTls read(Optional<Path> authorities, Optional<Path> certificate, Optional<Path> key) {
        return new ClientTls(
                authorities.map(
                        file -> TlsMaterial.trust(PemFile.read("--ca", file).certificates())),
                certificate.flatMap(file -> key.map(beside -> keys(file, beside))));
    }

    public SSLContext context() {
        return TlsMaterial.context(
                keys.map(KeyManagerFactory::getKeyManagers).orElse(null),
                trust.map(TrustManagerFactory::getTrustManagers).orElse(null));
    }

    private static KeyManagerFactory keys(Path certificate, Path key) {
        PemFile shown = PemFile.read("--cert", certificate);
        return TlsMaterial.of(new TlsFileTexts(shown, PemFile.read("--cert-key", key), Optional.empty()))
                .keys();
    }
}
