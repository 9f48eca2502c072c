package datalab.out.smtp;

import datalab.store.server.OutputServer;
import datalab.store.server.ServerSettings;
import datalab.store.server.ServerType;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;

/** A mail server: {@code kind: smtp}. */
public final class SmtpServerType implements ServerType {
    private static final String HOST = "the name or address of a mail server, such as smtp.example.org";
    private static final String FROM = "one address that mails are from, such as DataLab <datalab@example.org>";
    private static final String SECURITY = "starttls, tls or none";
    private static final String AUTHORITIES = "ca_file";
    private static final Pattern HOST_FORM = Pattern.compile("[A-Za-z0-9._:-]+");
    private static final int PORT_MAX = 65_535;

    @Override
    public String kind() {
        return "smtp";
    }

    @Override
    public String table() {
        return "address";
    }

    /** Mails of several outputs to one address get on well. */
    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public OutputServer configure(ServerSettings settings) {
        String host = settings.required("host", HOST);
        if (!host.isEmpty() && !HOST_FORM.matcher(host).matches()) {
            settings.refuse("host", HOST);
        }
        MailSecurity security = security(settings);
        int port = settings.number("port", security.usualPort, 1, PORT_MAX, "1 to 65535");
        Optional<MailServer.Login> login = login(settings);
        Optional<InternetAddress> from = from(settings);
        Duration timeout = settings.duration("timeout", "30s", Duration.ofSeconds(1), Duration.ofMinutes(5));
        Optional<SSLSocketFactory> trust = trust(settings, security);
        return () -> new SmtpTarget(
                new MailServer(new MailServer.Place(host, port, security), login, from.orElseThrow(), timeout, trust),
                Clock.systemUTC());
    }

    private static MailSecurity security(ServerSettings settings) {
        Optional<String> word = settings.optional("security");
        Optional<MailSecurity> security = word.flatMap(MailSecurity::of);
        if (word.isPresent() && security.isEmpty()) {
            settings.refuse("security", SECURITY);
        }
        return security.orElse(MailSecurity.STARTTLS);
    }

    private static Optional<MailServer.Login> login(ServerSettings settings) {
        Optional<String> user = settings.optional("user");
        Optional<String> password = settings.secret("password");
        if (user.isEmpty() && password.isPresent()) {
            settings.refuse("user", "the user that the password is of");
        }
        return user.map(name -> new MailServer.Login(name, password.orElse("")));
    }

    private static Optional<InternetAddress> from(ServerSettings settings) {
        String text = settings.required("from", FROM);
        try {
            List<InternetAddress> addresses = text.isEmpty() ? List.of() : MailAddresses.read(text);
            if (addresses.size() > 1) {
                settings.refuse("from", FROM);
            }
            return addresses.stream().findFirst();
        } catch (AddressException e) {
            settings.refuse("from", FROM);
            return Optional.empty();
        }
    }

    private static Optional<SSLSocketFactory> trust(ServerSettings settings, MailSecurity security) {
        Optional<String> file = settings.optional(AUTHORITIES);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        if (security == MailSecurity.NONE) {
            settings.refuse(AUTHORITIES, "none where security is none");
            return Optional.empty();
        }
        try {
            return Optional.of(PemTrust.read(Path.of(file.get())));
        } catch (IOException | GeneralSecurityException | InvalidPathException e) {
            settings.refuse(AUTHORITIES, "a file of certificates in PEM");
            return Optional.empty();
        }
    }
}
