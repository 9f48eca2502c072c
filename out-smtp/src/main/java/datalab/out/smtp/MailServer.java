package datalab.out.smtp;

import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;

/**
 * Who sends the mails on, and from whom they are.
 *
 * @param timeout of each answer, and of each writing to the connection
 * @param trust of those who sign the server's certificate; empty for those that the JVM trusts
 */
record MailServer(
        Place place, Optional<Login> login, InternetAddress from, Duration timeout, Optional<SSLSocketFactory> trust) {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(5);

    /** Where it is. */
    record Place(String host, int port, MailSecurity security) {}

    /** Who it lets in. */
    record Login(String user, String password) {

        @Override
        public String toString() {
            return "user " + user;
        }
    }

    /** The settings of the mail library: certificates of other hosts are refused, and STARTTLS is required. */
    Session session() {
        boolean isTls = place.security() == MailSecurity.TLS;
        boolean isStarttls = place.security() == MailSecurity.STARTTLS;
        Properties settings = new Properties();
        settings.put("mail.transport.protocol", "smtp");
        settings.put("mail.smtp.from", from.getAddress());
        settings.put("mail.smtp.auth", Boolean.toString(login.isPresent()));
        settings.put("mail.smtp.connectiontimeout", Long.toString(CONNECT_MAX.toMillis()));
        settings.put("mail.smtp.timeout", Long.toString(timeout.toMillis()));
        settings.put("mail.smtp.writetimeout", Long.toString(timeout.toMillis()));
        settings.put("mail.smtp.quitwait", "false");
        settings.put("mail.smtp.ssl.enable", Boolean.toString(isTls));
        settings.put("mail.smtp.starttls.enable", Boolean.toString(isStarttls));
        settings.put("mail.smtp.starttls.required", Boolean.toString(isStarttls));
        settings.put("mail.smtp.ssl.checkserveridentity", "true");
        trust.ifPresent(factory -> settings.put("mail.smtp.ssl.socketFactory", factory));
        return Session.getInstance(settings);
    }

    /** For people. */
    @Override
    public String toString() {
        return place.host() + ":" + place.port();
    }
}
