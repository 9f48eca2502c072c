package datalab.mqtt;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.TrustManagerFactory;

/** How a client reaches a broker: its address, TLS, and how long it waits. */
public final class BrokerTransport {
    public static final int CONNECT_SECONDS_MAX = 5;
    public static final int KEEP_ALIVE_SECONDS = 20;
    private static final int END_SECONDS_MAX = 2;

    private BrokerTransport() {}

    /**
     * A client that does not connect yet, nor connects again by itself.
     *
     * @param onEnd hears why a connection has ended, or was not made
     */
    public static MqttClientBuilder client(MqttBroker broker, String clientId, Consumer<Throwable> onEnd) {
        MqttBroker.Address address = broker.address();
        return MqttClient.builder()
                .identifier(clientId)
                .transportConfig()
                .serverHost(address.host())
                .serverPort(address.port())
                .socketConnectTimeout(CONNECT_SECONDS_MAX, TimeUnit.SECONDS)
                .mqttConnectTimeout(CONNECT_SECONDS_MAX, TimeUnit.SECONDS)
                .sslConfig(address.tls() ? tls(address.authorities()) : null) // set behind this it would be passed over
                .applyTransportConfig()
                .addDisconnectedListener(context -> onEnd.accept(context.getCause()));
    }

    /** Waits a short time for a client to disconnect; one whose connection has ended already is not waited for. */
    public static void awaitEnd(Future<?> disconnecting) {
        try {
            disconnecting.get(END_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // It is gone already.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static MqttClientSslConfig tls(List<X509Certificate> authorities) {
        return MqttClientSslConfig.builder()
                .trustManagerFactory(authorities.isEmpty() ? null : trusting(authorities))
                .build();
    }

    private static TrustManagerFactory trusting(List<X509Certificate> authorities) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (X509Certificate authority : authorities) {
                store.setCertificateEntry("authority" + store.size(), authority);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the authorities' certificates cannot be used", e);
        }
    }
}
