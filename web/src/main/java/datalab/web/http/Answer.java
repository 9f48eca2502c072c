package datalab.web.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A complete, successful answer to a GET: its bytes, what they are and their strong entity tag. Errors are {@link
 * HttpProblem}s and never answers, so no cache can keep one.
 *
 * <p>Thread-safe. The gzip form is made at most once.
 */
public final class Answer {
    /** Below this, compressing saves less than its header costs. */
    private static final int GZIP_BYTES_MIN = 1024;

    private static final int ETAG_BYTES = 15;

    private final String contentType;
    private final byte[] body;
    private final @Nullable String next;
    private final @Nullable String bucket;
    private final String etag;
    private final ReentrantLock compressing = new ReentrantLock();
    private volatile byte @Nullable [] gzip;

    private Answer(
            String contentType, byte[] body, byte @Nullable [] gzip, @Nullable String next, @Nullable String bucket) {
        this.contentType = contentType;
        this.body = body;
        this.gzip = gzip;
        this.next = next;
        this.bucket = bucket;
        this.etag = hash(contentType, body, next);
    }

    /**
     * An answer of bytes.
     *
     * @param body is not copied: the caller must not write to it any more
     */
    public static Answer of(String contentType, byte[] body) {
        return new Answer(contentType, body, null, null, null);
    }

    /** The same, of which the gzip form is known already; null for not yet. */
    public static Answer of(String contentType, byte[] body, byte @Nullable [] gzip) {
        return new Answer(contentType, body, gzip, null, null);
    }

    public static Answer json(byte[] body) {
        return of("application/json", body);
    }

    /** This answer with a link to the page after it. */
    public Answer withNext(@Nullable String url) {
        return url == null ? this : new Answer(contentType, body, gzip, url, bucket);
    }

    /** This answer, of rows that are the ends and extremes of periods of that length; not kept where processes share answers. */
    public Answer withBucket(@Nullable String length) {
        return length == null ? this : new Answer(contentType, body, gzip, next, length);
    }

    public String contentType() {
        return contentType;
    }

    public byte[] body() {
        return body;
    }

    /** The URL of the next page, or null. */
    public @Nullable String next() {
        return next;
    }

    /** The length of the periods of which it has the ends and extremes, or null. */
    public @Nullable String bucket() {
        return bucket;
    }

    /** The strong entity tag without quotes; the gzip form's has {@code -gzip} after it. */
    public String etag() {
        return etag;
    }

    public boolean isWorthCompressing() {
        return body.length >= GZIP_BYTES_MIN;
    }

    /** The body, gzipped. */
    public byte[] gzip() {
        byte[] made = gzip;
        return made == null ? compress() : made;
    }

    /** How many bytes this answer keeps alive. */
    public int bytes() {
        byte[] made = gzip;
        return body.length + (made == null ? 0 : made.length);
    }

    private byte[] compress() {
        compressing.lock();
        try {
            byte[] made = gzip;
            if (made == null) {
                made = gzipped(body);
                gzip = made;
            }
            return made;
        } finally {
            compressing.unlock();
        }
    }

    private static byte[] gzipped(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 4 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out, 8192)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String hash(String contentType, byte[] body, @Nullable String next) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((contentType + '\n' + next + '\n').getBytes(UTF_8));
            byte[] all = digest.digest(body);
            return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(all, ETAG_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
