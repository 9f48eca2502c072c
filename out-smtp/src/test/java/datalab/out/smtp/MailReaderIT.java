package datalab.out.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.store.output.OutputWriter;
import datalab.testkit.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mails as another library reads them: that of Python. */
@Needs(Needs.Part.PYTHON)
final class MailReaderIT {
    private static final long LONG_SECONDS = 60;
    private static final String READ = """
            import email, email.policy, sys
            mail = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
            print(mail["Subject"], mail["To"].addresses[0].display_name, mail["From"], sep="|")
            print(mail.get_content_type(), mail.get_content_charset(), len(mail.defects), sep="|")
            print(mail.get_content(), end="")
            """;

    @TempDir
    private Path folder;

    @Test
    void readsWhatWasSent() throws Exception {
        OutputTable table = TestMails.alerts("Jörg Müller <ops@example.org>");
        String title = "Größe von Kessel 3: 漢字 🎈 ".repeat(6).strip();
        byte[] mail;
        try (KeepingMailServer server = new KeepingMailServer(UnaryOperator.identity());
                OutputTarget target = TestMails.target(server.port);
                OutputWriter writer = target.open(table)) {
            writer.write(1, List.of(TestMails.message("e\n.\nf", 1L, title)));
            mail = server.mails.getFirst().bytes();
        }

        assertThat(read(mail)).isEqualTo("""
                %s|Jörg Müller|DataLab <datalab@example.org>
                text/plain|utf-8|0
                episode: e
                    .
                    f
                number: 1
                title: %s
                """.formatted(title, title));
    }

    private String read(byte[] mail) throws IOException, InterruptedException {
        Path file = Files.write(folder.resolve("mail"), mail);
        ProcessBuilder builder = new ProcessBuilder("python3", "-c", READ, file.toString()).redirectErrorStream(true);
        builder.environment().put("PYTHONUTF8", "1");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
        return said;
    }
}
