package datalab.testkit.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority of one's own and the certificates that it signs, made by openssl in a folder. Owned by one thread. */
public final class CertificateAuthority {
    private static final List<String> NEW_KEY =
            List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes");

    private final Path folder;

    private CertificateAuthority(Path folder) {
        this.folder = folder;
    }

    /** A certificate with its key. */
    public record Issued(Path certificate, Path key) {

        /** Puts the files of another in the place of these, one after the other, as tools that renew certificates do. */
        public void replace(Issued other) throws IOException {
            for (Path[] pair : new Path[][] {{key, other.key}, {certificate, other.certificate}}) {
                Path beside = pair[0].resolveSibling(pair[0].getFileName() + ".new");
                Files.copy(pair[1], beside, StandardCopyOption.REPLACE_EXISTING);
                Files.move(beside, pair[0], StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    public static CertificateAuthority make(Path folder) throws IOException {
        Files.createDirectories(folder);
        CertificateAuthority made = new CertificateAuthority(folder);
        List<String> request = new ArrayList<>(List.of("req", "-x509", "-days", "30", "-subj", "/CN=authority"));
        request.addAll(NEW_KEY);
        request.addAll(List.of("-keyout", made.key().toString()));
        request.addAll(List.of("-out", made.certificate().toString()));
        run(request);
        return made;
    }

    /** Of the authority itself. */
    public Path certificate() {
        return folder.resolve("authority.pem");
    }

    /** For localhost and 127.0.0.1. */
    public Issued issue(String name) throws IOException {
        return issue(name, 10);
    }

    /** For localhost and 127.0.0.1. */
    public Issued issue(String name, int days) throws IOException {
        Issued issued = new Issued(folder.resolve(name + ".pem"), folder.resolve(name + ".key"));
        List<String> request = new ArrayList<>(List.of("req", "-x509", "-days", Integer.toString(days)));
        request.addAll(NEW_KEY);
        request.addAll(List.of("-subj", "/CN=" + name, "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"));
        request.addAll(List.of("-addext", "basicConstraints=critical,CA:FALSE"));
        request.addAll(List.of("-CA", certificate().toString(), "-CAkey", key().toString()));
        request.addAll(List.of("-keyout", issued.key().toString()));
        request.addAll(List.of("-out", issued.certificate().toString()));
        run(request);
        return issued;
    }

    /** What a client trusts that knows this authority alone. */
    public SSLContext trusting() throws IOException {
        try (InputStream in = Files.newInputStream(certificate())) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no TLS", e);
        }
    }

    private Path key() {
        return folder.resolve("authority.key");
    }

    /** Runs openssl; throws with what it says where it fails. */
    public static void run(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
