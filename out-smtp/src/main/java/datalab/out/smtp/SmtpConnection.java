package datalab.out.smtp;

import datalab.lab.text.Excerpt;
import datalab.store.output.OutputUnavailable;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.UnknownHostException;
import java.util.Set;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/** One connection to a mail server, logged in. Owned by one thread. */
final class SmtpConnection implements AutoCloseable {
    private static final int TEXT_CHARS_MAX = 200;
    private static final int SERVICE_ENDS = 421;
    /** Reply codes about authentication, which concern the connection and not one message. */
    private static final Set<Integer> LOGIN_NEEDED = Set.of(503, 530, 534, 535, 538);

    private final MailServer server;
    private final Transport transport;
    private boolean hasTaken;

    private SmtpConnection(MailServer server, Transport transport) {
        this.server = server;
        this.transport = transport;
    }

    static SmtpConnection open(MailServer server, Session session) {
        MailServer.Place place = server.place();
        String user = server.login().map(MailServer.Login::user).orElse(null);
        try {
            Transport transport = session.getTransport();
            transport.connect(
                    place.host(),
                    place.port(),
                    user,
                    server.login().map(MailServer.Login::password).orElse(null));
            return new SmtpConnection(server, transport);
        } catch (AuthenticationFailedException e) {
            throw new OutputUnavailable(server + " does not let user " + user + " in: " + words(e), e);
        } catch (MessagingException e) {
            throw new OutputUnavailable(server + " cannot be connected to: " + words(e), e);
        }
    }

    /** @throws OutputUnavailable where the settings are to blame */
    SmtpAnswer send(MimeMessage mail, InternetAddress to) {
        try {
            transport.sendMessage(mail, new Address[] {to});
            hasTaken = true;
            return new SmtpAnswer.Taken();
        } catch (MessagingException e) {
            return answer(e, to);
        }
    }

    /** Whether a message was sent over it: some servers limit the messages of one connection. */
    boolean hasTaken() {
        return hasTaken;
    }

    @Override
    public void close() {
        try {
            transport.close();
        } catch (MessagingException e) {
            // it is at its end either way
        }
    }

    private SmtpAnswer answer(MessagingException failure, InternetAddress to) {
        Reply reply = reply(failure);
        if (reply.code() == SERVICE_ENDS || (!reply.isLater() && !reply.isRefusal())) {
            return new SmtpAnswer.Ended(reply.words());
        }
        String reason = to.getAddress() + ": " + reply.words();
        if (reply.isLater()) {
            return new SmtpAnswer.Later(reason);
        }
        if (reply.command().startsWith("MAIL") || LOGIN_NEEDED.contains(reply.code())) {
            throw new OutputUnavailable(
                    server + " takes no mails from " + server.from().getAddress()
                            + ", so from, user or password seem to be wrong: " + reply.words(),
                    failure);
        }
        return new SmtpAnswer.Refused(reason);
    }

    /**
     * What the server said to a command.
     *
     * @param code -1 where it said nothing
     */
    private record Reply(int code, String command, String words) {

        boolean isLater() {
            return code / 100 == 4;
        }

        boolean isRefusal() {
            return code / 100 == 5;
        }
    }

    private static Reply reply(MessagingException failure) {
        return switch (failure) {
            case SMTPAddressFailedException refused ->
                new Reply(refused.getReturnCode(), refused.getCommand(), words(refused));
            case SMTPSendFailedException refused ->
                new Reply(refused.getReturnCode(), refused.getCommand(), words(refused));
            case SendFailedException all
            when all.getNextException() instanceof SMTPAddressFailedException first -> reply(first);
            default -> new Reply(-1, "", words(failure));
        };
    }

    /** What the innermost cause says, which is the server or the socket, on one line. */
    private static String words(MessagingException failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof UnknownHostException) {
            return "nobody knows this host";
        }
        String said = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return Excerpt.of(said.replaceAll("[\\s\\p{Cntrl}]+", " ").strip(), TEXT_CHARS_MAX);
    }
}
