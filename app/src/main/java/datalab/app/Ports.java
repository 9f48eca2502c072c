package datalab.app;

import datalab.app.settings.Role;
import datalab.app.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Says in good time, and by the option's name, that a port is taken, before servers are started that would say it worse. */
final class Ports {
    private Ports() {}

    /** Throws {@link CommandFailed} for the first port of the settings on which this process cannot listen. */
    static void checkFree(Settings settings, Roles roles) {
        checkDifferent(settings);
        check(settings.host(), settings.http().port(), "--http-port");
        if (roles.has(Role.INGEST)) {
            check(settings.host(), settings.mqtt().port(), "--mqtt-port");
        }
        if (roles.isAll() && settings.kafka().bootstrap().isEmpty()) {
            check("127.0.0.1", settings.kafka().port(), "--kafka-port");
        }
        // Not PostgreSQL's: after a crash of DataLab its server lives on, and only who starts it can tell it from a
        // stranger.
    }

    /** Throws {@link CommandFailed} where two servers that are to be started here are given one port. */
    static void checkDifferent(Settings settings) {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("--http-port", settings.http().port());
        ports.put("--mqtt-port", settings.mqtt().port());
        if (settings.kafka().bootstrap().isEmpty()) {
            ports.put("--kafka-port", settings.kafka().port());
        }
        if (settings.postgres().url().isEmpty()) {
            ports.put("--postgres-port", settings.postgres().port());
        }
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
            // What a server that ended a moment ago leaves behind does not keep anybody from listening.
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
