package datalab.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * What a file in PEM holds. Immutable.
 *
 * @param setting that names it
 */
record PemFile(String setting, Path path, String text) {
    private static final int BYTES_MAX = 1024 * 1024;

    /** Throws {@link BadTlsFile} where it cannot be read. */
    static PemFile read(String setting, Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw new BadTlsFile(setting + " is " + path + ", which is larger than 1 MiB; expected a file in PEM");
            }
            return new PemFile(setting, path, new String(bytes, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            throw new BadTlsFile(setting + " is " + path + ", which is not there; expected a file in PEM", e);
        } catch (AccessDeniedException e) {
            throw new BadTlsFile(setting + " is " + path + ", which this user may not read", e);
        } catch (IOException e) {
            throw new BadTlsFile(setting + " is " + path + ", which cannot be read: " + e.getMessage(), e);
        }
    }

    /** Its certificates, in their order; at least one. */
    List<X509Certificate> certificates() {
        List<X509Certificate> found = new ArrayList<>();
        if (text.contains("-----BEGIN ")) { // else the factory would take DER
            try {
                byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
                CertificateFactory factory = CertificateFactory.getInstance("X.509");
                for (Certificate each : factory.generateCertificates(new ByteArrayInputStream(bytes))) {
                    found.add((X509Certificate) each);
                }
            } catch (CertificateException e) {
                throw bad("which holds no certificate that can be read", e);
            }
        }
        if (found.isEmpty()) {
            throw new BadTlsFile(describe("which holds no certificate"));
        }
        return List.copyOf(found);
    }

    private BadTlsFile bad(String what, Throwable cause) {
        return new BadTlsFile(describe(what), cause);
    }

    private String describe(String what) {
        return setting + " is " + path + ", " + what + "; expected PEM, with -----BEGIN CERTIFICATE-----";
    }

    /** Nothing of what it holds, which may be a key. */
    @Override
    public String toString() {
        return setting + " " + path;
    }
}
