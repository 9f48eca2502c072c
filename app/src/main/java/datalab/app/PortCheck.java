package datalab.app;

import datalab.app.settings.Role;
import datalab.app.settings.Settings;
import datalab.app.terminal.CommandFailed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Checks before any server starts that the configured ports are free, and names the option of one that is not. */
public final class PortCheck {
    private static final String HTTP = "--http-port";
    private static final String GRPC = "--grpc-port";
    private static final String KAFKA = "--kafka-port";
    private static final String POSTGRES = "--postgres-port";

    private PortCheck() {}

    /** Throws {@link CommandFailed} for the first port of the settings on which this process cannot listen. */
    public static void checkFree(Settings settings, Roles roles) {
        Map<String, Integer> ports = listening(settings, roles);
        checkDifferent(ports);
        ports.forEach((option, port) -> {
            switch (option) {
                case KAFKA -> check("127.0.0.1", port, option);
                // After a crash of DataLab its PostgreSQL keeps running; only the code that starts it can identify it.
                case POSTGRES -> {}
                default -> check(settings.host(), port, option);
            }
        });
    }

    /** The servers that listen in this process, by the option that sets the port. */
    private static Map<String, Integer> listening(Settings settings, Roles roles) {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put(HTTP, settings.http().port());
        if (roles.has(Role.INGEST)) {
            settings.sources().forEach((name, source) -> {
                if (source.port() >= 0) {
                    ports.put("--" + name + "-port", source.port());
                }
            });
        }
        if (roles.serveGrpc()) {
            ports.put(GRPC, settings.grpc().port());
        }
        if (roles.isAll() && settings.kafka().bootstrap().isEmpty()) {
            ports.put(KAFKA, settings.kafka().port());
        }
        if (roles.isAll() && settings.postgres().url().isEmpty()) {
            ports.put(POSTGRES, settings.postgres().port());
        }
        return ports;
    }

    private static void checkDifferent(Map<String, Integer> ports) {
        Map<Integer, String> options = new HashMap<>();
        ports.forEach((option, port) -> {
            String other = port == 0 ? null : options.put(port, option);
            if (other != null) {
                throw new CommandFailed("port " + port + " is given to both " + other + " and " + option);
            }
        });
    }

    /** The port itself, or any free one for 0. */
    static int orAnyFree(int port) {
        if (port != 0) {
            return port;
        }
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new CommandFailed("no free port: " + e.getMessage(), e);
        }
    }

    private static void check(String host, int port, String option) {
        if (port == 0) {
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            // Connections in TIME_WAIT of a server that has just stopped do not prevent listening.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (IOException e) {
            throw new CommandFailed(
                    "port " + port + " on " + host + " cannot be used: " + e.getMessage() + "; " + option
                            + " names another, " + option + " 0 takes any free one",
                    e);
        }
    }
}
