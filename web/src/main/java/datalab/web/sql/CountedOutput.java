package datalab.web.sql;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Hands on what is written until it is too much. */
final class CountedOutput extends FilterOutputStream {
    private final long max;
    private long count;

    CountedOutput(OutputStream out, long max) {
        super(out);
        this.max = max;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        count += length;
        if (count > max) {
            throw new IOException("the answer has more than " + max + " bytes");
        }
        out.write(bytes, offset, length);
    }
}
