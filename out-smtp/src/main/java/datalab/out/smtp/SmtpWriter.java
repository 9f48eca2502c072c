package datalab.out.smtp;

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
 * Sends a mail a row, to each address by itself, all of a write on one connection. One that the server puts off holds up no
 * others; it comes again with the step. Owned by one thread.
 */
final class SmtpWriter implements OutputWriter {
    /** The number of temporary failures after which the rest of a write waits. */
    private static final int PUT_OFF_MAX = 10;

    private final MailServer server;
    private final Session session;
    private final RowMail mails;
    private final ToldMails told;
    private final Closing closing;
    private @Nullable SmtpConnection connection;
    private boolean hasFailed;

    /** What is done with what was told, once nobody writes any more. */
    interface Closing {
        void closed(ToldMails told, boolean hasFailed);
    }

    SmtpWriter(MailServer server, Session session, RowMail mails, ToldMails told, Closing closing) {
        this.server = server;
        this.session = session;
        this.mails = mails;
        this.told = told;
        this.closing = closing;
    }

    @Override
    public List<RefusedRow> write(long version, List<OutputRow> rows) {
        hasFailed = true;
        told.step(version);
        List<RefusedRow> refused = new ArrayList<>();
        List<String> putOff = new ArrayList<>();
        try {
            for (OutputRow row : rows) {
                List<String> refusals = send(row, version, putOff);
                if (!refusals.isEmpty()) {
                    refused.add(new RefusedRow(row, String.join("; ", refusals)));
                }
            }
        } finally {
            disconnect();
        }
        throwIfAny(putOff);
        hasFailed = false;
        return refused;
    }

    @Override
    public void close() {
        closing.closed(told, hasFailed);
    }

    /** Answers why addresses are refused. */
    private List<String> send(OutputRow row, long version, List<String> putOff) {
        List<String> refusals = new ArrayList<>();
        String digest = mails.digest(row);
        MimeMessage mail = mails.of(row, version);
        for (InternetAddress to : mails.to()) {
            if (!told.has(digest, to.getAddress())) {
                switch (send(mail, to)) {
                    case SmtpAnswer.Taken taken -> told.add(digest, to.getAddress());
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
