package datalab.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * What the files of TLS held at one moment, and fits together. Immutable.
 *
 * @param chain the server's own certificate first
 * @param authorities who sign clients' certificates; empty where clients show none
 */
record TlsMaterial(List<X509Certificate> chain, PrivateKey key, List<X509Certificate> authorities) {
    private static final char[] NO_PASSWORD = new char[0];
    private static final int PROOF_BYTES = 32;

    /** Throws {@link BadTlsFile} where the files cannot be used together. */
    static TlsMaterial of(TlsFileTexts files) {
        List<X509Certificate> chain = files.certificate().certificates();
        PublicKey shown = chain.getFirst().getPublicKey();
        PrivateKey key = PemKey.read(files.key(), shown.getAlgorithm());
        if (!fits(key, shown)) {
            throw new BadTlsFile(
                    "the key in " + files.key().path() + " (" + files.key().setting()
                            + ") is not the one of the certificate in "
                            + files.certificate().path() + " ("
                            + files.certificate().setting() + "), which must be the first in its file");
        }
        List<X509Certificate> authorities =
                files.clientAuthorities().map(PemFile::certificates).orElse(List.of());
        return new TlsMaterial(chain, key, authorities);
    }

    /** When the first of the certificates expires. */
    Instant expires() {
        return chain.stream()
                .map(each -> each.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** From when on it counts. */
    Instant begins() {
        return chain.getFirst().getNotBefore().toInstant();
    }

    /** A new context, which knows nothing of earlier sessions. */
    SSLContext server() {
        return context(
                keys().getKeyManagers(),
                authorities.isEmpty() ? new TrustManager[0] : trust(authorities).getTrustManagers());
    }

    /** For a client in this process that asks this very server. */
    SSLContext probe() {
        return context(new KeyManager[0], trust(chain.subList(0, 1)).getTrustManagers());
    }

    /** What is shown to the other side. */
    KeyManagerFactory keys() {
        try {
            KeyStore own = empty();
            own.setKeyEntry("datalab", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, NO_PASSWORD);
            return keys;
        } catch (GeneralSecurityException | IOException e) {
            throw new BadTlsFile("TLS cannot use its certificate: " + e.getMessage(), e);
        }
    }

    /** Whom the other side's certificate must come from. */
    static TrustManagerFactory trust(List<X509Certificate> authorities) {
        try {
            KeyStore store = empty();
            for (X509Certificate each : authorities) {
                store.setCertificateEntry("authority " + store.size(), each);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return trust;
        } catch (GeneralSecurityException | IOException e) {
            throw new BadTlsFile("TLS cannot use the certificates of authorities: " + e.getMessage(), e);
        }
    }

    /** Null is for what the JVM has. */
    static SSLContext context(KeyManager @Nullable [] keys, TrustManager @Nullable [] trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no TLS", e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** Whether one signs what the other confirms. */
    private static boolean fits(PrivateKey key, PublicKey certificate) {
        byte[] text = new byte[PROOF_BYTES];
        new SecureRandom().nextBytes(text);
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(text);
            Signature confirming = Signature.getInstance(algorithm);
            confirming.initVerify(certificate);
            confirming.update(text);
            return confirming.verify(signing.sign());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "TlsMaterial[" + chain.getFirst().getSubjectX500Principal() + "]";
    }
}
