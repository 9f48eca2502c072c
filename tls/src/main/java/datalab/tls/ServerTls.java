package datalab.tls;

import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * The TLS of this process's listeners: an engine for each connection, with the certificate of that moment. Thread-safe.
 */
public final class ServerTls {
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /** Those with forward secrecy and authenticated encryption. */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_256_GCM_SHA384",
            "TLS_AES_128_GCM_SHA256",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private final ClientCertificates clients;
    private volatile Current current;

    ServerTls(TlsMaterial material, ClientCertificates clients) {
        this.clients = clients;
        this.current = Current.of(material);
    }

    /** Reads the files; throws {@link BadTlsFile} where they cannot be used. */
    public static ServerTls read(TlsSettings settings) {
        return new ServerTls(TlsMaterial.of(TlsFileTexts.read(settings)), settings.clients());
    }

    /** An engine for a new connection. */
    public SSLEngine engine() {
        SSLEngine engine = current.server().createSSLEngine();
        engine.setUseClientMode(false);
        engine.setSSLParameters(parameters());
        return engine;
    }

    /** What engines of {@link #context} are to be set to. */
    public SSLParameters parameters() {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(PROTOCOLS.toArray(String[]::new));
        parameters.setCipherSuites(CIPHERS.toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(true);
        switch (clients) {
            case NONE -> parameters.setNeedClientAuth(false);
            case WANTED -> parameters.setWantClientAuth(true);
            case REQUIRED -> parameters.setNeedClientAuth(true);
        }
        return parameters;
    }

    /** For a client in this process that asks whether its own listener answers. */
    public SSLContext probe() {
        return current.probe();
    }

    public boolean requiresClientCertificates() {
        return clients == ClientCertificates.REQUIRED;
    }

    /** The context that engines come from now; another one after the files have changed. */
    public SSLContext context() {
        return current.server();
    }

    /** When the certificate expires. */
    public Instant expires() {
        return current.material().expires();
    }

    /** From when on the certificate counts. */
    Instant begins() {
        return current.material().begins();
    }

    /** Gives new connections another certificate; those that are open go on. */
    void change(TlsMaterial other) {
        current = Current.of(other);
    }

    /** What new connections have. */
    private record Current(TlsMaterial material, SSLContext server, SSLContext probe) {
        static Current of(TlsMaterial material) {
            return new Current(material, material.server(), material.probe());
        }
    }
}
