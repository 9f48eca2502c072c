package datalab.web.export;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/** Hands on what is written until a time is over, so that no reader holds a connection of the store for longer. */
final class TimedOutput extends FilterOutputStream {
    private final Duration max;
    private final long beganNanos = System.nanoTime();

    TimedOutput(OutputStream out, Duration max) {
        super(out);
        this.max = max;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (System.nanoTime() - beganNanos > max.toNanos()) {
            throw new IOException("the export takes longer than " + max.toSeconds() + " s");
        }
        out.write(bytes, offset, length);
    }
}
