package datalab.system.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Clients of HTTP that want to use up what there is. */
final class HttpAttacks {
    private static final int NOTE_BYTES = 1_000_000;
    private static final int ASKERS = Target.size(10, 50);

    private HttpAttacks() {}

    /** A byte now and then: of bodies with a length, of chunked ones, and of heads. */
    static void trickle(Target target) throws IOException {
        int port = target.datalab.httpPort;
        String post = post(target);
        try (Connections bodies = new Connections(port);
                Connections chunked = new Connections(port);
                Connections heads = new Connections(port)) {
            for (int i = 0; i < Target.size(280, 600); i++) {
                bodies.join(post + "Content-Length: 1000000\r\n\r\n");
                if (i % 3 == 0) {
                    chunked.join(post + "Transfer-Encoding: chunked\r\n\r\n");
                    heads.join(post + "X-Slow: ");
                }
            }
            while (target.goesOn()) {
                bodies.sendAll(" ");
                chunked.sendAll("1\r\n \r\n");
                heads.sendAll("x");
                Target.pause(200);
            }
        }
    }

    /** Asks for large pages and takes nothing of them. */
    static void askAndNeverRead(Target target) throws IOException {
        try (Connections crowd = new Connections(target.datalab.httpPort)) {
            for (int i = 0; i < Target.size(20, 500); i++) {
                crowd.join(get(target, AttackedLab.READINGS + "?limit=" + (AttackedLab.ROWS - i)));
            }
            target.awaitEnd();
        }
    }

    /** Follows what is new and takes nothing of it, while much comes. */
    static void followAndNeverRead(Target target) throws IOException {
        try (Connections crowd = new Connections(target.datalab.httpPort)) {
            for (int i = 0; i < Target.size(150, 250); i++) {
                crowd.join(get(target, AttackedLab.LIVE));
            }
            String notes = AttackedLab.note(NOTE_BYTES / 20).repeat(20);
            do {
                target.post(AttackedLab.NOTES, AttackedLab.NDJSON, notes);
            } while (target.goesOn());
        }
    }

    /** Many ask for all there is, over and over, and take it. */
    static void askForMuch(Target target) {
        ask(target, AttackedLab.READINGS + "?value=1&limit=", AttackedLab.READINGS + "?limit=");
    }

    /** The same of few rows that are as large as can be. */
    static void askForLargeRows(Target target) {
        for (int i = 0; i < Target.size(5, 80); i++) {
            target.post(
                    AttackedLab.NOTES,
                    AttackedLab.NDJSON,
                    AttackedLab.note(NOTE_BYTES).repeat(10));
        }
        ask(target, AttackedLab.NOTES + "?limit=");
    }

    static void sendBadLines(Target target) {
        String lines = "x\n".repeat(Target.size(20_000, 200_000));
        do {
            target.post(AttackedLab.READINGS, AttackedLab.NDJSON, lines);
        } while (target.goesOn());
    }

    /** Many requests in a packet, and requests that are cut off in the middle. */
    static void pipelineAndCut(Target target) throws IOException {
        String post = post(target);
        String many = get(target, "/labs/attacked").repeat(100);
        try (Connections pipelining = new Connections(target.datalab.httpPort)) {
            for (int i = 0; i < Target.size(5, 100); i++) {
                pipelining.join(many + "GET /labs HTTP/1.1\r\nX-Slow: ");
            }
            while (target.goesOn()) {
                try (Connections cut = new Connections(target.datalab.httpPort)) {
                    for (int i = 0; i < 10; i++) {
                        cut.join(post + "Content-Length: 1000\r\n\r\n{\"name\":\"cut\"}\n{\"na");
                        cut.join(post.substring(0, 20));
                    }
                    Target.pause(20);
                }
            }
        }
    }

    /** Connections on which nothing comes, of all protocols, some of which end and begin again now and then. */
    static void connectAndSayNothing(Target target) throws IOException {
        int each = Target.size(300, 2_000);
        try (Connections http = new Connections(target.datalab.httpPort);
                Connections mqtt = new Connections(target.datalab.mqttPort);
                Connections grpc = new Connections(target.datalab.grpcPort)) {
            for (int i = 0; i < each; i++) {
                http.join();
                mqtt.join();
                grpc.join();
            }
            while (target.goesOn()) {
                for (int port : List.of(target.datalab.httpPort, target.datalab.mqttPort, target.datalab.grpcPort)) {
                    try (Connections brief = new Connections(port)) {
                        for (int i = 0; i < each / 10; i++) {
                            brief.join();
                        }
                        Target.pause(50);
                    }
                }
            }
        }
    }

    private static void ask(Target target, String... paths) {
        List<String> requests = new ArrayList<>();
        for (int i = 0; i < ASKERS; i++) {
            requests.add(
                    target.head("GET", paths[i % paths.length] + (AttackedLab.ROWS - i)) + "Connection: close\r\n\r\n");
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            requests.forEach(request -> threads.execute(() -> {
                while (target.goesOn()) {
                    take(target.datalab.httpPort, request);
                }
            }));
        }
    }

    private static void take(int port, String request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.getBytes(UTF_8));
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            Target.pause(10); // turned away
        }
    }

    private static String get(Target target, String path) {
        return target.head("GET", path) + "\r\n";
    }

    private static String post(Target target) {
        return target.head("POST", AttackedLab.READINGS) + "Content-Type: " + AttackedLab.NDJSON + "\r\n";
    }
}
