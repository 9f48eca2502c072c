package datalab.tls;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of TLS, all in PEM.
 *
 * @param certificate of the server, then those of the authorities up to the root
 * @param key of the certificate, in PKCS#8 or PKCS#1 and not encrypted
 * @param clientAuthorities who sign the certificates of clients; empty only where clients show none
 */
public record TlsSettings(Path certificate, Path key, Optional<Path> clientAuthorities, ClientCertificates clients) {}
