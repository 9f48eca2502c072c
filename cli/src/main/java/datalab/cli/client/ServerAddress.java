package datalab.cli.client;

import datalab.tls.ClientTls;
import java.net.URI;
import java.util.Optional;

/**
 * Where a DataLab is, and how it is spoken to.
 *
 * @param url ends with a slash
 * @param tls for a URL of https
 */
public record ServerAddress(URI url, ClientTls tls) {

    /** With the TLS of the JVM. */
    public static ServerAddress of(URI url) {
        return new ServerAddress(url, new ClientTls(Optional.empty(), Optional.empty()));
    }
}
