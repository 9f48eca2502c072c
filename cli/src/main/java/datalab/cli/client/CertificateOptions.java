package datalab.cli.client;

import datalab.app.terminal.CommandFailed;
import datalab.tls.BadTlsFile;
import datalab.tls.ClientTls;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options {@code --ca}, {@code --cert} and {@code --cert-key} of every command that speaks TLS to a DataLab. */
public final class CertificateOptions {
    @Option(
            names = "--ca",
            paramLabel = "FILE",
            defaultValue = "${env:DATALAB_CA}",
            description = "PEM of who signs its certificate (DATALAB_CA, else whom the JVM trusts)")
    private @Nullable Path authorities;

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            defaultValue = "${env:DATALAB_CERT}",
            description = "PEM of a certificate to show it, with --cert-key (DATALAB_CERT)")
    private @Nullable Path certificate;

    @Option(
            names = "--cert-key",
            paramLabel = "FILE",
            defaultValue = "${env:DATALAB_CERT_KEY}",
            description = "PEM of its key (DATALAB_CERT_KEY)")
    private @Nullable Path key;

    /** Throws {@link CommandFailed} where a file cannot be used. */
    public ClientTls tls() {
        if ((certificate == null) != (key == null)) {
            throw CommandFailed.ofUsage("--cert and --cert-key go together");
        }
        try {
            return ClientTls.read(
                    Optional.ofNullable(authorities), Optional.ofNullable(certificate), Optional.ofNullable(key));
        } catch (BadTlsFile e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
    }
}
