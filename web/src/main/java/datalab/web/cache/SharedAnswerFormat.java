package datalab.web.cache;

import datalab.store.cache.SharedCache;
import datalab.web.http.Answer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * An answer as bytes: what it is, its entity tag, and its body, compressed where that is worth it. What is read is
 * trusted only where a checksum of the bytes fits, and the entity tag, which is a hash of what they mean.
 */
final class SharedAnswerFormat {
    /** Another number for each change of what follows it. */
    private static final int MAGIC = 0x444C_4101;

    private static final int BODY_BYTES_MAX = 128 << 20;

    private SharedAnswerFormat() {}

    /** Empty where it is too large to be kept. */
    static Optional<byte[]> write(Answer answer) {
        boolean isGzip = answer.isWorthCompressing();
        byte[] content = isGzip ? answer.gzip() : answer.body();
        String next = answer.next() == null ? "" : answer.next();
        if (content.length + 4L * next.length() > SharedCache.VALUE_BYTES_MAX - 1024) {
            return Optional.empty();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(content.length + 256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeUTF(answer.contentType());
            out.writeUTF(next);
            out.writeUTF(answer.etag());
            out.writeBoolean(isGzip);
            out.writeInt(answer.body().length);
            out.writeInt(checksum(content));
            out.write(content);
        } catch (IOException e) {
            return Optional.empty(); // the link to the next page is longer than 64 KiB
        }
        return Optional.of(bytes.toByteArray());
    }

    /** Empty where it is none, or one of another DataLab. */
    static Optional<Answer> read(byte[] value) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(value))) {
            if (in.readInt() != MAGIC) {
                return Optional.empty();
            }
            String contentType = in.readUTF();
            @Nullable String next = emptyAsNull(in.readUTF());
            String etag = in.readUTF();
            boolean isGzip = in.readBoolean();
            int length = in.readInt();
            if (length < 0 || length > BODY_BYTES_MAX) {
                return Optional.empty();
            }
            int checksum = in.readInt();
            byte[] content = in.readAllBytes();
            if (checksum != checksum(content)) {
                return Optional.empty();
            }
            byte[] body = isGzip ? plain(content, length) : content;
            Answer answer =
                    Answer.of(contentType, body, isGzip ? content : null).withNext(next);
            return body.length == length && answer.etag().equals(etag) ? Optional.of(answer) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static int checksum(byte[] content) {
        CRC32C checksum = new CRC32C();
        checksum.update(content);
        return (int) checksum.getValue();
    }

    private static byte[] plain(byte[] content, int length) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(content), 8192)) {
            return in.readNBytes(length);
        }
    }

    private static @Nullable String emptyAsNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
