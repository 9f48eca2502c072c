package datalab.out.smtp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.util.List;
import java.util.regex.Pattern;

/** Addresses of people as they write them: {@code Ann <ann@example.org>, ops@example.org}. */
final class MailAddresses {
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private MailAddresses() {}

    /** At least one. */
    static List<InternetAddress> read(String text) throws AddressException {
        if (CONTROL.matcher(text).find()) {
            throw new AddressException("it has a control character", text);
        }
        InternetAddress[] addresses = InternetAddress.parse(text, true);
        if (addresses.length == 0) {
            throw new AddressException("there is none", text);
        }
        for (InternetAddress each : addresses) {
            check(each);
        }
        return List.of(addresses);
    }

    private static void check(InternetAddress address) throws AddressException {
        if (address.isGroup()) {
            throw new AddressException("a group of addresses", address.toString());
        }
        address.validate();
        String plain = address.getAddress();
        if (plain.indexOf('@') < 1) {
            throw new AddressException("it has no host", plain);
        }
        if (!US_ASCII.newEncoder().canEncode(plain)) {
            throw new AddressException("the address itself has more than ASCII", plain);
        }
        try {
            address.setPersonal(address.getPersonal(), UTF_8.name());
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("every JDK has UTF-8", e);
        }
    }
}
