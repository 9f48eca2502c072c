package datalab.app.settings;

import datalab.tls.ClientCertificates;
import datalab.tls.TlsSettings;
import java.nio.file.Path;
import java.util.Optional;

/** The part of the settings about TLS. */
final class TlsReader {
    private static final String CERTIFICATE = "tls.certificate";
    private static final String KEY = "tls.key";
    private static final String CLIENT_CA = "tls.client_ca";
    private static final String CLIENTS = "tls.clients";

    private TlsReader() {}

    /** Empty where there is no certificate. The files are not looked at. */
    static Optional<TlsSettings> read(SettingsReader reader) {
        Optional<String> certificate = reader.optional(CERTIFICATE);
        Optional<String> key = reader.optional(KEY);
        Optional<String> authorities = reader.optional(CLIENT_CA);
        ClientCertificates clients =
                reader.choice(CLIENTS, authorities.isPresent() ? ClientCertificates.REQUIRED : ClientCertificates.NONE);
        if (certificate.isEmpty()) {
            (key.isPresent() ? Optional.of(KEY) : authorities.map(file -> CLIENT_CA))
                    .ifPresent(path -> reader.refuse(path, "nothing without " + CERTIFICATE));
            return Optional.empty();
        }
        if (key.isEmpty()) {
            reader.refuse(CERTIFICATE, KEY + " beside it, the file of its key");
            return Optional.empty();
        }
        if (authorities.isEmpty() && clients != ClientCertificates.NONE) {
            reader.refuse(CLIENTS, CLIENT_CA + " beside it, the file of who signs the certificates of clients");
        }
        if (authorities.isPresent() && clients == ClientCertificates.NONE) {
            reader.refuse(CLIENTS, "wanted or required, as " + CLIENT_CA + " is set");
        }
        return Optional.of(
                new TlsSettings(Path.of(certificate.get()), Path.of(key.get()), authorities.map(Path::of), clients));
    }
}
