package datalab.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.app.terminal.CommandFailed;
import datalab.tls.ClientCertificates;
import datalab.tls.TlsSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TlsReaderTest {
    @Test
    void isPlainWhereNothingIsSaid() {
        assertThat(load(Map.of()).tls()).isEmpty();
    }

    @Test
    void asksForCertificatesOfClientsWhereTheirAuthorityIsNamed() {
        Map<String, String> files = Map.of("DATALAB_TLS_CERTIFICATE", "a.pem", "DATALAB_TLS_KEY", "a.key");
        TlsSettings without = load(files).tls().orElseThrow();
        TlsSettings with = load(Map.of(
                        "DATALAB_TLS_CERTIFICATE",
                        "a.pem",
                        "DATALAB_TLS_KEY",
                        "a.key",
                        "DATALAB_TLS_CLIENT_CA",
                        "c.pem"))
                .tls()
                .orElseThrow();

        assertThat(without)
                .isEqualTo(
                        new TlsSettings(Path.of("a.pem"), Path.of("a.key"), Optional.empty(), ClientCertificates.NONE));
        assertThat(with.clients()).isEqualTo(ClientCertificates.REQUIRED);
    }

    @ParameterizedTest
    @CsvSource({
        "a.pem, '', '', '', tls.key beside it",
        "'', a.key, '', '', nothing without tls.certificate",
        "'', '', c.pem, '', nothing without tls.certificate",
        "a.pem, a.key, '', wanted, tls.client_ca beside it",
        "a.pem, a.key, c.pem, none, wanted or required",
        "a.pem, a.key, c.pem, maybe, none or wanted or required"
    })
    void refusesWhatDoesNotGoTogether(String certificate, String key, String authority, String clients, String words) {
        Map<String, String> said = new HashMap<>(Map.of(
                "DATALAB_TLS_CERTIFICATE", certificate, "DATALAB_TLS_KEY", key, "DATALAB_TLS_CLIENT_CA", authority));
        if (!clients.isEmpty()) {
            said.put("DATALAB_TLS_CLIENTS", clients);
        }

        assertThatThrownBy(() -> load(said)).isInstanceOf(CommandFailed.class).hasMessageContaining(words);
    }

    private static Settings load(Map<String, String> environment) {
        return LoadedSettings.load(new SettingsSources(null, environment, Map.of()))
                .settings();
    }
}
