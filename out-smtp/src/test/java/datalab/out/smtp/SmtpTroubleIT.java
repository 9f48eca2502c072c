package datalab.out.smtp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.store.output.OutputRow;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.store.output.OutputUnavailable;
import datalab.store.output.OutputWriter;
import datalab.store.output.RefusedRow;
import datalab.testkit.store.KnownAcknowledgements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/** What a mail server refuses or puts off, and one that is away. */
final class SmtpTroubleIT {
    private static final OutputTable ALERTS = TestMails.alerts("ops@example.org");

    private KeepingMailServer server;
    private OutputTarget target;

    @BeforeEach
    void start() {
        server = new KeepingMailServer(SMTPServer.Builder::requireAuth);
        target = TestMails.target(server.port);
    }

    @AfterEach
    void stop() {
        target.close();
        server.close();
    }

    @Test
    void refusesTheRowWhoseAddressIsRefusedForGood() {
        OutputTable table = TestMails.alerts("Ops <ops@example.org>, nobody@example.org");
        server.refuse("RCPT", "nobody", 550, "5.1.1 no such user");
        OutputRow first = TestMails.message("e1", 1L, "one");
        List<RefusedRow> refused = write(table, 1, first, TestMails.message("e2", 1L, "two"));

        assertThat(refused)
                .hasSize(2)
                .first()
                .isEqualTo(new RefusedRow(first, "nobody@example.org: 550 5.1.1 no such user"));
        assertThat(server.mails).hasSize(2).allSatisfy(mail -> {
            assertThat(mail.to()).isEqualTo("ops@example.org");
            assertThat(mail.header("To")).isEqualTo("Ops <ops@example.org>, nobody@example.org");
        });
    }

    @Test
    void refusesTheRowWhoseContentIsRefusedForGood() {
        server.refuse("DATA", "spam", 554, "5.7.1 looks like spam");
        OutputRow spam = TestMails.message("e2", 1L, "spam");
        List<RefusedRow> refused =
                write(ALERTS, 1, TestMails.message("e1", 1L, "a"), spam, TestMails.message("e3", 1L, "c"));

        assertThat(refused).containsExactly(new RefusedRow(spam, "ops@example.org: 554 5.7.1 looks like spam"));
        assertThat(server.mails).hasSize(2);
    }

    /** At any command; the others are sent, and once, also by the process that comes after one that was killed. */
    @ParameterizedTest
    @CsvSource({"RCPT, late@, 450", "RCPT, late@, 452", "DATA, later, 451"})
    void waitsForWhatIsPutOffAndTellsTheOthersOnce(String command, String part, int code) {
        OutputTable table = TestMails.alerts("ops@example.org,late@example.org");
        server.refuse(command, part, code, "4.2.1 try again");
        List<OutputRow> rows = List.of(
                TestMails.message("e1", 1L, "now"),
                TestMails.message("e2", 1L, "later"),
                TestMails.message("e3", 1L, "now"));
        boolean isRecipient = command.equals("RCPT");
        KnownAcknowledgements known = new KnownAcknowledgements();
        for (int attempt = 1; attempt <= 2; attempt++) {
            try (OutputTarget process = TestMails.target(server.port);
                    OutputWriter writer = process.open(table)) {
                assertThatThrownBy(() -> writer.tell(17, rows, known))
                        .isInstanceOf(OutputUnavailable.class)
                        .hasMessage(server() + " puts off a mail to " + (isRecipient ? "late" : "ops")
                                + "@example.org: " + code + " 4.2.1 try again, and " + (isRecipient ? 2 : 1) + " more");
            }
            assertThat(server.mails).hasSize(isRecipient ? 3 : 4);
        }
        server.refuse((given, text) -> {});
        try (OutputWriter writer = target.open(table)) {
            assertThat(writer.tell(18, rows, known)).isEmpty();
        }

        assertThat(server.mails).hasSize(6).doesNotHaveDuplicates();
    }

    @Test
    void asksAServerThatTakesNothingNoThousandTimes() {
        AtomicInteger asked = new AtomicInteger();
        server.refuse((command, text) -> {
            if (command.equals("MAIL")) {
                asked.incrementAndGet();
                throw new RejectException(452, "4.3.1 disk full");
            }
        });
        OutputRow[] rows = IntStream.range(0, 1000)
                .mapToObj(i -> TestMails.message("e" + i, 1L, "burst"))
                .toArray(OutputRow[]::new);

        assertThatThrownBy(() -> write(ALERTS, 1, rows)).isInstanceOf(OutputUnavailable.class);
        assertThat(asked).hasValue(10);
    }

    /** In the middle of a step, which comes again as a whole. */
    @Test
    void tellsNothingTwiceWhenTheServerWasGone() {
        AtomicInteger taken = new AtomicInteger();
        server.refuse((command, text) -> {
            if (command.equals("DATA") && taken.incrementAndGet() > 2) {
                server.stop();
            }
        });
        List<OutputRow> rows = List.of(
                TestMails.message("e1", 1L, "a"), TestMails.message("e2", 1L, "b"), TestMails.message("e3", 1L, "c"));
        KnownAcknowledgements known = new KnownAcknowledgements();
        try (OutputWriter writer = target.open(ALERTS)) {
            assertThatThrownBy(() -> writer.tell(1, rows, known)).isInstanceOf(OutputUnavailable.class);
        }
        assertThatThrownBy(() -> target.prepare(ALERTS))
                .isInstanceOf(OutputUnavailable.class)
                .hasMessage(server() + " cannot be connected to: Connection refused");
        server.refuse((command, text) -> {});
        server.start();
        target.prepare(ALERTS);
        try (OutputWriter writer = target.open(ALERTS)) {
            writer.tell(2, rows, known);
            writer.tell(3, List.of(TestMails.message("e4", 1L, "d")), known);
        }

        assertThat(server.mails.stream().map(KeepingMailServer.Kept::to))
                .hasSizeBetween(4, 5); // the third may have come
        assertThat(titles().subList(0, 2)).containsExactly("a", "b");
        assertThat(titles().stream().distinct()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void saysThatThePasswordIsWrong() {
        try (OutputTarget wrong = TestMails.target(server.port, KeepingMailServer.USER, "another")) {
            assertThatThrownBy(() -> wrong.prepare(ALERTS))
                    .isInstanceOf(OutputUnavailable.class)
                    .hasMessageStartingWith(server() + " does not let user datalab in: 535 ")
                    .hasMessageNotContaining("another");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {550, 553, 530})
    void blamesNoRowWhereTheSenderIsRefused(int code) {
        server.refuse("MAIL", "datalab", code, "5.7.1 not you");

        assertThatThrownBy(() -> write(ALERTS, 1, TestMails.message("e1", 1L, "a")))
                .isInstanceOf(OutputUnavailable.class)
                .hasMessage(server()
                        + " takes no mails from datalab@example.org, so from, user or password seem to be wrong: "
                        + code + " 5.7.1 not you");
    }

    @Test
    void saysThatItIsToLogIn() {
        try (OutputTarget nobody = TestMails.target(server.port, null, null);
                OutputWriter writer = nobody.open(ALERTS)) {
            assertThatThrownBy(() -> writer.write(1, List.of(TestMails.message("e1", 1L, "a"))))
                    .isInstanceOf(OutputUnavailable.class)
                    .hasMessageContaining("user or password seem to be wrong: 530");
        }
    }

    /** Neither at the greeting nor after it. */
    @ParameterizedTest
    @ValueSource(strings = {"", "220 here\r\n250 here\r\n"})
    void doesNotWaitLongForAServer(String answers) throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                OutputTarget impatient =
                        TestMails.target(silent.getLocalPort(), Map.of("security", "none", "timeout", "PT0.5S"))) {
            Thread.ofVirtual().start(() -> answer(silent, answers));

            assertThatThrownBy(() -> write(impatient, ALERTS, TestMails.message("e1", 1L, "a")))
                    .isInstanceOf(OutputUnavailable.class)
                    .hasMessageEndingWith("Read timed out");
        }
    }

    @Test
    void saysThatNobodyKnowsTheHost() {
        try (OutputTarget away = TestMails.target(25, Map.of("host", "mail.invalid", "security", "none"))) {
            assertThatThrownBy(away::check)
                    .isInstanceOf(OutputUnavailable.class)
                    .hasMessage("mail.invalid:25 cannot be connected to: nobody knows this host");
        }
    }

    /** Says all of it to each who connects, and no more. */
    private static void answer(ServerSocket server, String text) {
        List<Socket> open = new ArrayList<>();
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                socket.getOutputStream().write(text.getBytes(US_ASCII));
            }
        } catch (IOException e) {
            open.forEach(SmtpTroubleIT::close); // the server is closed
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(OutputTarget target, OutputTable table, OutputRow row) {
        try (OutputWriter writer = target.open(table)) {
            writer.write(1, List.of(row));
        }
    }

    private List<RefusedRow> write(OutputTable table, long version, OutputRow... rows) {
        target.prepare(table);
        try (OutputWriter writer = target.open(table)) {
            return writer.write(version, List.of(rows));
        }
    }

    private List<String> titles() {
        return server.mails.stream().map(TestMails::subject).toList();
    }

    private String server() {
        return "127.0.0.1:" + server.port;
    }
}
