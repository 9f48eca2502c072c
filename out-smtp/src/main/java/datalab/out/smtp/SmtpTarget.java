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

/** Outputs by one mail server, each to addresses of its own. Thread-safe. */
final class SmtpTarget implements OutputTarget {
    private final MailServer server;
    private final Session session;
    private final Clock clock;

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
        return new SmtpWriter(server, session, new RowMail(table, addresses(table), server, session, clock));
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
