package datalab.mqtt;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Where a broker is, and who asks it.
 *
 * @param clientId what the client ids begin with
 * @param receiveMaximum how many messages it may send ahead of their acknowledgement, by MQTT 5
 */
public record MqttBroker(
        Address address, Optional<Login> login, String clientId, MqttVersion version, int receiveMaximum) {

    /** What MQTT 5 has where nothing is said: the broker's own limit alone holds then. */
    public static final int RECEIVE_MAXIMUM = 65_535;

    /**
     * Where it listens.
     *
     * @param authorities who signs its certificate; empty for those that the JVM trusts
     */
    public record Address(String host, int port, boolean tls, List<X509Certificate> authorities) {
        public Address {
            authorities = List.copyOf(authorities);
        }
    }

    /** As text it shows no password. */
    public record Login(String user, String password) {

        @Override
        public String toString() {
            return user;
        }
    }

    /** Host and port. */
    @Override
    public String toString() {
        return address.host() + ":" + address.port();
    }
}
