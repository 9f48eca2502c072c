package datalab.out.mqtt;

import java.util.Optional;

/**
 * Where a broker is, and who asks it.
 *
 * @param clientId what the client ids begin with
 */
record MqttBroker(String host, int port, boolean tls, Optional<Login> login, String clientId) {

    /** As text it shows no password. */
    record Login(String user, String password) {

        @Override
        public String toString() {
            return user;
        }
    }

    /** Host and port. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
