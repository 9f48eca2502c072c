package datalab.ingest.format;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * The bytes that gzip packed (RFC 1952): one member or several, and nothing else. Unlike the JDK's it takes what follows a
 * member for the next one in any case, so that nothing behind a broken header is lost silently; only zeros, which
 * some programs fill up with, may follow the last. Reads nothing before it is asked. One thread uses it.
 */
public final class GzipInput extends InputStream {
    private static final int BUFFER_BYTES = 32 * 1024;
    private static final int DEFLATE = 8;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;
    private static final int UNUSED_BYTES = 6;

    private final InputStream packed;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int end;
    private int member;
    private boolean inMember;
    private boolean over;

    public GzipInput(InputStream packed) {
        this.packed = packed;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /**
     * Unpacks some bytes.
     *
     * @throws ZipException where they are not what gzip makes
     * @throws EOFException where they end too early
     */
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!over) {
            if (!inMember) {
                beginMember();
            } else {
                int unpacked = inflate(bytes, offset, length);
                if (unpacked > 0) {
                    crc.update(bytes, offset, unpacked);
                    return unpacked;
                }
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        packed.close();
    }

    private int inflate(byte[] bytes, int offset, int length) throws IOException {
        try {
            int unpacked = inflater.inflate(bytes, offset, length);
            if (unpacked == 0 && inflater.finished()) {
                endMember();
            } else if (unpacked == 0) {
                if (at == end) {
                    fill();
                }
                inflater.setInput(buffer, at, end - at);
                at = end;
            }
            return unpacked;
        } catch (DataFormatException e) {
            throw new ZipException("member " + member + " is damaged");
        }
    }

    private void beginMember() throws IOException {
        if (member > 0 && isPadding()) {
            over = true;
            inflater.end();
            return;
        }
        member++;
        crc.reset();
        if (next() != 0x1f || next() != 0x8b || next() != DEFLATE) {
            throw new ZipException(
                    member == 1
                            ? "it does not begin as gzip does"
                            : "what follows member " + (member - 1) + " is no gzip");
        }
        skipHeader(next());
        crc.reset();
        inflater.reset();
        inMember = true;
    }

    private void skipHeader(int flags) throws IOException {
        if ((flags & RESERVED) != 0) {
            throw new ZipException("the header of member " + member + " has flags that gzip does not know");
        }
        skip(UNUSED_BYTES); // when, how and where it was packed
        if ((flags & EXTRA) != 0) {
            skip(next() + (next() << 8));
        }
        for (int text : new int[] {NAME, COMMENT}) {
            while ((flags & text) != 0 && next() != 0) {
                // to the zero that ends it
            }
        }
        if ((flags & HEADER_CRC) != 0) {
            int expected = (int) crc.getValue() & 0xffff;
            if (next() + (next() << 8) != expected) {
                throw new ZipException("the header of member " + member + " is damaged");
            }
        }
    }

    /** Whether nothing follows but zeros, to the end. */
    private boolean isPadding() throws IOException {
        while (at < end || refill()) {
            if (buffer[at] != 0) {
                return false;
            }
            at++;
        }
        return true;
    }

    private void endMember() throws IOException {
        at = end - inflater.getRemaining();
        long sum = crc.getValue();
        long length = inflater.getBytesWritten();
        if (number() != sum || number() != (length & 0xffffffffL)) {
            throw new ZipException("the sum at the end of member " + member + " is wrong");
        }
        inMember = false;
    }

    private long number() throws IOException {
        long number = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            number |= (long) next() << shift;
        }
        return number;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            next();
        }
    }

    private int next() throws IOException {
        if (at == end) {
            fill();
        }
        crc.update(buffer[at]);
        return buffer[at++] & 0xff;
    }

    private void fill() throws IOException {
        if (!refill()) {
            throw new EOFException("it ends in the middle of gzip's member " + Math.max(member, 1));
        }
    }

    private boolean refill() throws IOException {
        at = 0;
        end = Math.max(packed.read(buffer, 0, buffer.length), 0);
        return end > 0;
    }
}
