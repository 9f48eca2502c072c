package datalab.out.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import datalab.store.output.OutputMismatch;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.store.output.OutputWriter;
import datalab.store.output.RefusedRow;
import datalab.testkit.contract.OutputTargetContract;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.server.SMTPServer;

/** Outputs to a mail server in the tests' own process, whose mails are read as a program would that keeps the table by them. */
final class SmtpOutputIT implements OutputTargetContract {
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

    /** The contract's tables have other names than addresses. */
    @Override
    public OutputTarget target() {
        return new AddressedTarget(target);
    }

    @Override
    public List<List<@Nullable Object>> seen(OutputTable table) {
        return TestMails.rows(server, AddressedTarget.addressed(table));
    }

    @Test
    void sendsAMessageOfAStream() throws Exception {
        write(ALERTS, 17, TestMails.message("e1", 1L, "Größe von Kessel 3 ist 漢 🎈"));

        KeepingMailServer.Kept kept = server.mails.getFirst();
        assertThat(kept.from()).isEqualTo("datalab@example.org");
        assertThat(kept.to()).isEqualTo("ops@example.org");
        assertThat(kept.mail().getSubject()).isEqualTo("Größe von Kessel 3 ist 漢 🎈");
        assertThat(kept.header("From")).isEqualTo("DataLab <datalab@example.org>");
        assertThat(kept.header("To")).isEqualTo("ops@example.org");
        assertThat(kept.header("Auto-Submitted")).isEqualTo("auto-generated");
        assertThat(kept.header("X-DataLab-Lab")).isEqualTo("lab");
        assertThat(kept.header("X-DataLab-Output")).isEqualTo("lab.alerts");
        assertThat(kept.mail().getContentType()).isEqualTo("text/plain; charset=UTF-8");
        assertThat(kept.body()).isEqualTo("""
                episode: e1
                number: 1
                title: Größe von Kessel 3 ist 漢 🎈
                """);
        assertThat(kept.mail().getSentDate()).isNotNull();
    }

    /** Also where another process sends it again, with another version. */
    @Test
    void givesAMessageOneId() throws Exception {
        write(
                ALERTS,
                1,
                TestMails.message("e1", 1L, "one"),
                TestMails.message("e1", 2L, "two"),
                TestMails.message("e2", 1L, "three"));
        try (OutputTarget other = TestMails.target(server.port);
                OutputWriter writer = other.open(ALERTS)) {
            writer.write(2, List.of(TestMails.message("e1", 1L, "one")));
        }

        List<String> ids = headers("Message-ID");
        assertThat(ids).hasSize(4).allMatch(id -> id.matches("<[0-9a-f]{32}\\.datalab@example\\.org>"));
        assertThat(ids.get(3)).isEqualTo(ids.get(0));
        assertThat(new HashSet<>(ids)).hasSize(3);
        List<String> conversations = headers("References");
        assertThat(conversations.get(1)).isEqualTo(conversations.get(0));
        assertThat(conversations.get(2)).isNotEqualTo(conversations.get(0));
    }

    @Test
    void givesARowThatChangesAnIdForEachVersion() throws Exception {
        OutputTable users = AddressedTarget.addressed(OutputTargetContract.users());
        write(users, 1, OutputRow.of("a", "on"));
        write(users, 2, OutputRow.of("a", "off"));
        write(users, 3, OutputRow.of("a", "on"));

        assertThat(new HashSet<>(headers("Message-ID"))).hasSize(3);
        assertThat(new HashSet<>(headers("References"))).hasSize(1);
        assertThat(headers("X-DataLab-Version")).containsExactly("1", "2", "3");
    }

    @Test
    void saysThatARowIsGone() throws Exception {
        OutputTable users = AddressedTarget.addressed(OutputTargetContract.users());
        write(users, 1, OutputRow.gone("a", null));

        assertThat(server.mails.getFirst().mail().getSubject()).isEqualTo("Gone: lab.view a");
        assertThat(server.mails.getFirst().body()).isEqualTo("This row is gone.\n\nid: a\n");
    }

    @Test
    void sendsAllOfAWriteOnOneConnection() {
        OutputRow[] rows = IntStream.range(0, 300)
                .mapToObj(i -> TestMails.message("e" + i, 1L, "burst"))
                .toArray(OutputRow[]::new);
        write(ALERTS, 1, rows);

        assertThat(server.mails).hasSize(300);
        assertThat(server.connections).hasSize(1);
    }

    /** As many servers do after a hundred mails or so. */
    @Test
    void goesOnWhereAServerTakesOnlySoManyOnAConnection() {
        AtomicInteger taken = new AtomicInteger();
        server.refuse((command, text) -> {
            if (command.equals("MAIL") && taken.getAndIncrement() % 3 == 2) {
                throw new DropConnectionException(421, "4.7.0 too many on one connection");
            }
        });
        write(
                ALERTS,
                1,
                TestMails.message("e1", 1L, "a"),
                TestMails.message("e2", 1L, "b"),
                TestMails.message("e3", 1L, "c"),
                TestMails.message("e4", 1L, "d"));

        assertThat(server.mails).hasSize(4);
        assertThat(server.connections).hasSize(2);
    }

    @Test
    void letsNoValueMakeAHeaderOrALineOfItsOwn() throws Exception {
        String attack = "over\r\nBcc: victim@example.org\r\n\r\nnumber: 2\n.\r\nMAIL FROM:<a@b>\u2028\u0000end";
        write(ALERTS, 1, TestMails.message("e1\r\nX-Evil: 1", 1L, attack));

        assertThat(server.mails).hasSize(1);
        KeepingMailServer.Kept kept = server.mails.getFirst();
        assertThat(kept.mail().getSubject()).isEqualTo("over Bcc: victim@example.org number: 2 . MAIL FROM:<a@b> end");
        assertThat(kept.header("Bcc")).isNull();
        assertThat(kept.header("X-Evil")).isNull();
        assertThat(kept.body()
                        .lines()
                        .filter(line -> !line.startsWith("    "))
                        .map(line -> line.replaceFirst(":.*", "")))
                .containsExactly("episode", "number", "title");
    }

    @Test
    void cutsWhatIsLong() throws Exception {
        write(ALERTS, 1, TestMails.message("e1", 1L, "x🎈".repeat(100_000)));

        KeepingMailServer.Kept kept = server.mails.getFirst();
        assertThat(kept.mail().getSubject()).hasSize(200).endsWith("…");
        assertThat(kept.body()).hasSizeBetween(32_000, 33_000).endsWith("…\n");
        assertThat(kept.raw().lines()).allMatch(line -> line.length() <= 998);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ops", "ops@", "a b@example.org", "jörg@example.org", "all: ann@example.org;", "@example.org"})
    void refusesAnAddressThatIsNone(String address) {
        assertThatThrownBy(() -> target.prepare(TestMails.alerts(address)))
                .isInstanceOf(OutputMismatch.class)
                .hasMessageStartingWith("address " + address + " is none that a mail can have: ");
    }

    private List<RefusedRow> write(OutputTable table, long version, OutputRow... rows) {
        target.prepare(table);
        try (OutputWriter writer = target.open(table)) {
            return writer.write(version, List.of(rows));
        }
    }

    private List<String> headers(String name) throws Exception {
        List<String> values = new ArrayList<>();
        for (KeepingMailServer.Kept kept : server.mails) {
            values.add(kept.header(name));
        }
        return values;
    }
}
