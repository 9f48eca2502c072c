package datalab.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A token as who has it shows it: {@code dl_ID_SECRET}. The prefix lets programs that search for leaked secrets find it, the
 * id is no secret and names it in lists and logs.
 */
public record TokenText(String id, String secret) {
    static final String PREFIX = "dl_";

    private static final Pattern FORM = Pattern.compile("dl_([a-z0-9]{4,16})_([A-Za-z0-9-]{32,64})");
    private static final Pattern ID = Pattern.compile("[a-z0-9]{4,16}");
    private static final int ID_CHARS = 10;
    private static final int SECRET_BYTES = 32;
    private static final String ID_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";

    /** A new one. */
    public static TokenText generate(SecureRandom random) {
        StringBuilder id = new StringBuilder(ID_CHARS);
        for (int i = 0; i < ID_CHARS; i++) {
            id.append(ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length())));
        }
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        return new TokenText(id.toString(), text.replace('_', '-'));
    }

    /** Empty where it has another form. */
    public static Optional<TokenText> of(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches() ? Optional.of(new TokenText(form.group(1), form.group(2))) : Optional.empty();
    }

    /** Whether a text could be the id of a token. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** What is kept of the secret. It is random and long: nothing slower is needed to make it safe from guessing. */
    public byte[] digest() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Whole, for who it was made for. */
    public String text() {
        return PREFIX + id + "_" + secret;
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return PREFIX + id + "_…";
    }
}
