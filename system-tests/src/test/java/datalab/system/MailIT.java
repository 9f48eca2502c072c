package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import datalab.testkit.DataLabProcess;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.server.SMTPServer;

/** Events of a stream as mails: each once from when the output is there, across restarts and another lab.yaml; alerts, too. */
final class MailIT {
    private static final String OUT = ", out: {to: mail, address: ops@example.org}";

    @TempDir
    private Path folder;

    private final List<MimeMessage> mails = new CopyOnWriteArrayList<>();
    private final int port = DataLabProcess.freePort();
    private SMTPServer server;
    private DataLabProcess datalab;

    @BeforeEach
    void start() {
        listen();
        datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"));
    }

    private void listen() {
        server = SMTPServer.port(port)
                .bindAddress(InetAddress.getLoopbackAddress())
                .messageHandler((context, from, to, mail) -> mails.add(mail(mail)))
                .build();
        server.start();
    }

    @AfterEach
    void stop() {
        datalab.close();
        server.stop();
    }

    @Test
    void tellsEachAlarmOnceAndAllAgainWhereSomebodyAsks() throws Exception {
        run("title: string", "");
        alarm(1);
        datalab.stop();

        run("title: string", OUT);
        alarm(2);
        await().until(() -> subjects().contains("alarm 2"));
        datalab.stop();

        server.stop();
        run("title: string, place: string", OUT);
        alarm(3);
        await().until(() ->
                datalab.get("/labs/told/outputs").body().contains("cannot be connected to: Connection refused"));
        listen();
        await().until(() -> subjects().contains("alarm 3"));
        assertThat(subjects()).containsExactly("alarm 2", "alarm 3");

        Ran published =
                Ran.datalab("publish", "told.alarms", "--url", datalab.url("/").toString());
        assertThat(published.exit()).as(published.output()).isZero();
        assertThat(subjects()).containsExactly("alarm 2", "alarm 3", "alarm 1", "alarm 2", "alarm 3");
    }

    /** All that is told of an episode is one conversation. */
    @Test
    void tellsAlerts() throws Exception {
        run("""
                lab: told
                streams:
                  readings: {key: name, fields: {name: string, value: number}}
                alerts:
                  out: {to: mail, address: ops@example.org}
                  frost: {title: Frost, of: readings, when: value < 0.0}
                """);
        send("readings", "{\"name\":\"a\",\"value\":-1.5}");
        await().until(() -> mails.size() == 1);
        send("readings", "{\"name\":\"a\",\"value\":1.5}");
        await().until(() -> mails.size() == 2);

        assertThat(subjects()).containsExactly("Frost: name=a (firing)", "Frost: name=a (resolved)");
        assertThat(header(mails.get(1), "References")).isEqualTo(header(mails.get(0), "References"));
        assertThat(header(mails.get(1), "Message-ID")).isNotEqualTo(header(mails.get(0), "Message-ID"));
        assertThat(mails.get(0).getContent().toString().lines())
                .contains("alert: frost", "number: 1", "state: firing", "group: name=a", "value: -1.5");
    }

    private void run(String fields, String out) throws IOException {
        run("""
                lab: told
                streams:
                  alarms: {key: episode, unique: [episode, number], fields: {episode: string, number: integer, %s}%s}
                """.formatted(fields, out));
    }

    private void run(String lab) throws IOException {
        Path labs = Files.createDirectories(folder.resolve("labs").resolve("told"));
        Files.writeString(labs.resolve("lab.yaml"), lab);
        Path config = Files.writeString(folder.resolve("datalab.yaml"), """
                servers:
                  mail: {kind: smtp, host: 127.0.0.1, port: %s, security: none, from: datalab@example.org}
                """.formatted(port));
        datalab.start("--config", config.toString());
    }

    /** Is in the archive when this returns. */
    private void alarm(int number) throws Exception {
        String event = "{\"episode\":\"one\",\"number\":%s,\"title\":\"alarm %s\"}".formatted(number, number);
        send("alarms", event);
        await().until(() -> datalab.get("/labs/told/streams/alarms").body().contains("alarm " + number));
    }

    private void send(String stream, String event) {
        assertThat(datalab.post("/labs/told/streams/" + stream, "application/json", event)
                        .statusCode())
                .isLessThan(300);
    }

    private List<String> subjects() {
        return mails.stream().map(mail -> header(mail, "Subject")).toList();
    }

    private static String header(MimeMessage mail, String name) {
        try {
            return mail.getHeader(name, null);
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }

    private static MimeMessage mail(byte[] bytes) {
        try {
            return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(bytes));
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }
}
