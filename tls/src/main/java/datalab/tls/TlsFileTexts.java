package datalab.tls;

import java.util.Optional;

/** The texts of the files of TLS at one moment; equal where no file has changed. Immutable. */
record TlsFileTexts(PemFile certificate, PemFile key, Optional<PemFile> clientAuthorities) {

    /** Throws {@link BadTlsFile} where one cannot be read. */
    static TlsFileTexts read(TlsSettings settings) {
        return new TlsFileTexts(
                PemFile.read("tls.certificate", settings.certificate()),
                PemFile.read("tls.key", settings.key()),
                settings.clientAuthorities().map(path -> PemFile.read("tls.client_ca", path)));
    }
}
