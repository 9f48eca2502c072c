package datalab.ingest.mqtt;

import datalab.tls.ServerTls;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.HexFormat;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** A client that connects and goes again, to see whether anybody is answered. Thread-safe: it holds nothing. */
final class MqttProbe {
    private static final int WAIT_MILLIS_MAX = 2_000;
    private static final int CONNACK = 0x20;
    /** MQTT 3.1.1, a clean session, no client id. */
    private static final byte[] CONNECT = HexFormat.of().parseHex("100c00044d5154540402000a0000");

    private static final byte[] DISCONNECT = HexFormat.of().parseHex("e000");

    /** Returns when it was answered; throws with what happened instead. */
    void connect(InetSocketAddress address, Optional<ServerTls> tls) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address, WAIT_MILLIS_MAX);
            socket.setSoTimeout(WAIT_MILLIS_MAX);
            if (tls.isEmpty()) {
                greet(socket);
            } else {
                greet(socket, tls.get());
            }
        } catch (SocketTimeoutException e) {
            throw new IOException("the MQTT endpoint does not answer within " + WAIT_MILLIS_MAX + " ms", e);
        }
    }

    /** Where clients must show certificates there is none to show: then it is enough that TLS is spoken. */
    private static void greet(Socket socket, ServerTls tls) throws IOException {
        SSLSocketFactory factory = tls.probe().getSocketFactory();
        try (SSLSocket encrypted = (SSLSocket) factory.createSocket(socket, "localhost", socket.getPort(), true)) {
            encrypted.startHandshake();
            if (!tls.requiresClientCertificates()) {
                greet(encrypted);
            }
        } catch (SSLHandshakeException e) {
            if (!tls.requiresClientCertificates()) {
                throw e;
            }
        }
    }

    private static void greet(Socket socket) throws IOException {
        socket.getOutputStream().write(CONNECT);
        byte[] answer = new byte[4];
        new DataInputStream(socket.getInputStream()).readFully(answer);
        if (answer[0] == CONNACK && answer[3] == ConnackReply.NOT_AUTHORIZED) {
            return; // it asks others who they are, too
        }
        if (answer[0] != CONNACK || answer[3] != 0) {
            throw new IOException("new MQTT clients are refused: too many are connected");
        }
        socket.getOutputStream().write(DISCONNECT);
    }
}
