package datalab.app;

import datalab.app.settings.Settings;
import datalab.app.terminal.CommandFailed;
import datalab.tls.BadTlsFile;
import datalab.tls.CertificateReload;
import datalab.tls.ListenerTls;
import datalab.tls.ServerTls;
import datalab.web.probe.Probes.Check;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** The certificate that HTTP, gRPC and MQTT share, where the settings name one. Thread-safe. */
final class ListenerCertificate implements AutoCloseable {
    private final Settings settings;
    private final Optional<CertificateReload> reload;

    /** Reads its files; throws {@link CommandFailed} where they cannot be used. */
    ListenerCertificate(Settings settings, MeterRegistry meters, Clock clock) {
        this.settings = settings;
        try {
            this.reload = settings.tls().map(files -> CertificateReload.of(files, meters, clock));
        } catch (BadTlsFile e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
    }

    /** Looks at the files from now on. */
    void start() {
        reload.ifPresent(CertificateReload::start);
    }

    ListenerTls tls() {
        Optional<ServerTls> shared = reload.map(CertificateReload::tls);
        return new ListenerTls(shared, settings.http().tls() ? shared : Optional.empty());
    }

    /** Adds the check of when it expires. */
    Map<String, Check> withCheck(Map<String, Check> checks) {
        reload.ifPresent(each -> checks.put("certificate", each::check));
        return checks;
    }

    @Override
    public void close() {
        reload.ifPresent(CertificateReload::close);
    }
}
