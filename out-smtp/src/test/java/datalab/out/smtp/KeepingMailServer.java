package datalab.out.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import datalab.testkit.DataLabProcess;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/** A mail server that keeps the mails of its users, and refuses what a test says. It may be stopped and started again. */
final class KeepingMailServer implements AutoCloseable {
    static final String USER = "datalab";
    static final String PASSWORD = "hunter2";

    final int port = DataLabProcess.freePort();
    final List<Kept> mails = new CopyOnWriteArrayList<>();
    /** Addresses of those who began a mail, each of another connection. */
    final Set<SocketAddress> connections = ConcurrentHashMap.newKeySet();

    /** Users who tried to log in. */
    final List<String> logins = new CopyOnWriteArrayList<>();

    private final UnaryOperator<SMTPServer.Builder> more;
    private @Nullable SMTPServer server;
    private volatile Rule rule = (command, text) -> {};

    /** What a mail's connection said: its sender and one recipient, and the mail itself, a character a byte. */
    record Kept(String from, String to, String raw) {

        MimeMessage mail() throws MessagingException {
            return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(bytes()));
        }

        byte[] bytes() {
            return raw.getBytes(ISO_8859_1);
        }

        String header(String name) throws MessagingException {
            return mail().getHeader(name, null);
        }

        String body() throws MessagingException, IOException {
            return mail().getContent().toString().replace("\r\n", "\n");
        }
    }

    /** Refuses {@code MAIL}, {@code RCPT} or {@code DATA} with its text. */
    interface Rule {
        void check(String command, String text) throws RejectException;
    }

    /** @param more what else the server is to do */
    KeepingMailServer(UnaryOperator<SMTPServer.Builder> more) {
        this.more = more;
        start();
    }

    void start() {
        SMTPServer.Builder builder = SMTPServer.port(port)
                .bindAddress(InetAddress.getLoopbackAddress())
                .insertReceivedHeaders(false)
                .authenticationHandlerFactory(new EasyAuthenticationHandlerFactory((user, password, context) -> {
                    logins.add(user);
                    if (!user.equals(USER) || !password.equals(PASSWORD)) {
                        throw new LoginFailedException();
                    }
                }))
                .messageHandlerFactory(Handler::new);
        server = more.apply(builder).build();
        server.start();
    }

    void stop() {
        SMTPServer running = server;
        if (running != null) {
            running.stop();
        }
    }

    void refuse(Rule how) {
        rule = how;
    }

    /** Refuses one command where its text has such a part. */
    void refuse(String command, String part, int code, String answer) {
        refuse((given, text) -> {
            if (given.equals(command) && text.contains(part)) {
                throw new RejectException(code, answer);
            }
        });
    }

    @Override
    public void close() {
        stop();
    }

    private final class Handler implements MessageHandler {
        private final MessageContext context;
        private String from = "";
        private String to = "";

        Handler(MessageContext context) {
            this.context = context;
        }

        @Override
        public void from(String address) throws RejectException {
            connections.add(context.getRemoteAddress());
            rule.check("MAIL", address);
            from = address;
        }

        @Override
        public void recipient(String address) throws RejectException {
            rule.check("RCPT", address);
            to = address;
        }

        @Override
        public String data(InputStream data) throws RejectException, IOException {
            Kept kept = new Kept(from, to, new String(data.readAllBytes(), ISO_8859_1));
            try {
                rule.check("DATA", kept.mail().getSubject() + "\n" + kept.body());
            } catch (MessagingException e) {
                throw new IOException(e);
            }
            mails.add(kept);
            return "kept";
        }

        @Override
        public void done() {}
    }
}
