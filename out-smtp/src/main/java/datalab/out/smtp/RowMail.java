package datalab.out.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.lab.output.OutputColumn;
import datalab.store.key.Sha256;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputRowJson;
import datalab.store.output.OutputTable;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Clock;
import java.util.Date;
import java.util.List;

/** Rows of one output as mails. The same row has the same id whenever it is sent, and so have those of its conversation. */
final class RowMail {
    private static final int ID_DIGITS = 32;

    private final OutputTable table;
    private final List<InternetAddress> to;
    private final MailServer server;
    private final Session session;
    private final Clock clock;
    private final RowText text;

    RowMail(OutputTable table, List<InternetAddress> to, MailServer server, Session session, Clock clock) {
        this.table = table;
        this.to = List.copyOf(to);
        this.server = server;
        this.session = session;
        this.clock = clock;
        this.text = new RowText(table);
    }

    List<InternetAddress> to() {
        return to;
    }

    /** @param version of the row, which is part of the id where rows change */
    MimeMessage of(OutputRow row, long version) {
        String id = key(row) + (table.rowsChange() ? " " + version : "");
        String name = table.output().replaceFirst("/.*", "");
        try {
            MimeMessage mail = new IdentifiedMail(session, id("row", id));
            mail.setFrom(server.from());
            mail.setRecipients(Message.RecipientType.TO, to.toArray(InternetAddress[]::new));
            mail.setSubject(text.subject(row), UTF_8.name());
            mail.setSentDate(Date.from(clock.instant()));
            mail.setHeader("Auto-Submitted", "auto-generated");
            mail.setHeader("X-DataLab-Lab", name.replaceFirst("\\..*", ""));
            mail.setHeader("X-DataLab-Output", name);
            if (table.rowsChange()) {
                mail.setHeader("X-DataLab-Version", Long.toString(version));
                mail.setHeader("References", id("rows", key(row)));
            } else if (table.keys().size() > 1) {
                mail.setHeader("References", id("rows", conversation(row)));
            }
            mail.setText(text.body(row), UTF_8.name());
            mail.saveChanges();
            return mail;
        } catch (MessagingException e) {
            throw new IllegalStateException("a row cannot be made a mail", e);
        }
    }

    private String key(OutputRow row) {
        return new String(OutputRowJson.key(table, row), UTF_8);
    }

    /** All keys but the last, as of messages that are numbered within an episode. */
    private String conversation(OutputRow row) {
        StringBuilder keys = new StringBuilder();
        String last = table.keys().getLast().name();
        for (int i = 0; i < table.columns().size(); i++) {
            OutputColumn column = table.columns().get(i);
            if (column.isKey() && !column.name().equals(last)) {
                keys.append(row.values().get(i)).append('\n');
            }
        }
        return keys.toString();
    }

    private String id(String what, String text) {
        String host = server.from().getAddress().replaceFirst(".*@", "");
        String hash = Sha256.of(table.output() + "\n" + what + "\n" + text).substring(0, ID_DIGITS);
        return "<" + hash + ".datalab@" + host + ">";
    }

    /** A message with a given Message-ID, where the library would generate one. */
    private static final class IdentifiedMail extends MimeMessage {
        private final String id;

        IdentifiedMail(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }
}
