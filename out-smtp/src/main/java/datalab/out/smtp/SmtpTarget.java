package datalab.out.smtp;

import datalab.store.output.OutputMismatch;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import datalab.store.output.OutputWriter;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Outputs by one mail server, each to addresses of its own. Thread-safe. */
final class SmtpTarget implements OutputTarget {
    private final MailServer server;
    private final Session session;
    private final Clock clock;
    /** By output: what was told of a step that may come again. */
    private final Map<String, ToldMails> told = new ConcurrentHashMap<>();

    SmtpTarget(MailServer server, Clock clock) {
        this.server = server;
        this.session = server.session();
        this.clock = clock;
    }

    /** There is nothing to make: only looks whether the server lets this one in. */
    @Override
    public void prepare(OutputTable table) {
        addresses(table);
        check();
    }

    /** No right is taken from anybody: a mail that was sent cannot be taken back. */
    @Override
    public OutputWriter open(OutputTable table) {
        RowMail mails = new RowMail(table, addresses(table), server, session, clock);
        ToldMails before = Objects.requireNonNullElseGet(told.remove(table.output()), ToldMails::new);
        return new SmtpWriter(server, session, mails, before, (now, hasFailed) -> {
            if (hasFailed || !table.rowsChange()) { // a row that changes may be the same again later, and is told then
                now.keep();
                told.put(table.output(), now);
            }
        });
    }

    @Override
    public boolean isTold(OutputTable table) {
        return true;
    }

    @Override
    public void check() {
        SmtpConnection.open(server, session).close();
    }

    /** Writers are closed by those who opened them. */
    @Override
    public void close() {}

    private static List<InternetAddress> addresses(OutputTable table) {
        try {
            return MailAddresses.read(table.name());
        } catch (AddressException e) {
            throw new OutputMismatch("address " + table.name() + " is none that a mail can have: " + e.getMessage());
        }
    }
}
