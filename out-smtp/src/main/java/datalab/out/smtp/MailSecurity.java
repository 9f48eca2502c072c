package datalab.out.smtp;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a connection to a mail server is encrypted. */
enum MailSecurity {
    /** By STARTTLS, without which nothing is said. */
    STARTTLS(587),
    /** From the first byte. */
    TLS(465),
    NONE(25);

    final int usualPort;

    MailSecurity(int usualPort) {
        this.usualPort = usualPort;
    }

    /** By the word of the settings. */
    static Optional<MailSecurity> of(String word) {
        return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
