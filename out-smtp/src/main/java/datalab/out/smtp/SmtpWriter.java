package datalab.out.smtp;

import datalab.store.output.Acknowledgements;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputUnavailable;
import datalab.store.output.OutputWriter;
import datalab.store.output.RefusedRow;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends a mail a row, to each address by itself, all of a step on one connection. One that the server puts off holds up no
 * others; it comes again with the step. Owned by one thread.
 */
final class SmtpWriter implements OutputWriter {
    /** The number of temporary failures after which the rest of a step waits. */
    private static final int PUT_OFF_MAX = 10;

    private final MailServer server;
    private final Session session;
    private final RowMail mails;
    private @Nullable SmtpConnection connection;

    SmtpWriter(MailServer server, Session session, RowMail mails) {
        this.server = server;
        this.session = session;
        this.mails = mails;
    }

    @Override
    public List<RefusedRow> write(long version, List<OutputRow> rows) {
        return tell(version, rows, Acknowledgements.NONE);
    }

    @Override
    public List<RefusedRow> tell(long version, List<OutputRow> rows, Acknowledgements acknowledged) {
        List<RefusedRow> refused = new ArrayList<>();
        List<String> putOff = new ArrayList<>();
        try {
            for (OutputRow row : rows) {
                List<String> refusals = send(row, version, acknowledged, putOff);
                if (!refusals.isEmpty()) {
                    refused.add(new RefusedRow(row, String.join("; ", refusals)));
                }
            }
        } finally {
            disconnect();
        }
        throwIfAny(putOff);
        return refused;
    }

    @Override
    public void close() {}

    /** Answers why addresses are refused. */
    private List<String> send(OutputRow row, long version, Acknowledgements acknowledged, List<String> putOff) {
        List<String> refusals = new ArrayList<>();
        MimeMessage mail = mails.of(row, version);
        for (InternetAddress to : mails.to()) {
            if (!acknowledged.has(row, to.getAddress())) {
                switch (send(mail, to)) {
                    case SmtpAnswer.Taken taken -> acknowledged.add(row, to.getAddress());
                    case SmtpAnswer.Refused refusal -> refusals.add(refusal.reason());
                    case SmtpAnswer.Later later -> putOff.add(later.reason());
                    case SmtpAnswer.Ended ended -> throw ended(ended);
                }
            }
            if (putOff.size() >= PUT_OFF_MAX) {
                throwIfAny(putOff);
            }
        }
        return refusals;
    }

    private SmtpAnswer send(MimeMessage mail, InternetAddress to) {
        SmtpConnection open = connection();
        SmtpAnswer answer = open.send(mail, to);
        if (answer instanceof SmtpAnswer.Ended && open.hasTaken()) {
            disconnect(); // it may take only so many on one connection
            return connection().send(mail, to);
        }
        return answer;
    }

    private SmtpConnection connection() {
        SmtpConnection open = connection;
        if (open == null) {
            open = SmtpConnection.open(server, session);
            connection = open;
        }
        return open;
    }

    private void disconnect() {
        SmtpConnection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }

    private OutputUnavailable ended(SmtpAnswer.Ended ended) {
        return new OutputUnavailable(server + " ended the connection: " + ended.reason(), null);
    }

    private void throwIfAny(List<String> putOff) {
        if (!putOff.isEmpty()) {
            String more = putOff.size() == 1 ? "" : ", and " + (putOff.size() - 1) + " more";
            throw new OutputUnavailable(server + " puts off a mail to " + putOff.getFirst() + more, null);
        }
    }
}
