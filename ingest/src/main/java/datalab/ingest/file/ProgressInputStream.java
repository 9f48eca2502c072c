package datalab.ingest.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file while it is being loaded: says now and then how far it is, and ends when its reader is interrupted. */
final class ProgressInputStream extends FilterInputStream {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressInputStream.class);
    private static final Duration TOLD_EVERY = Duration.ofSeconds(5);

    private final String name;
    private final Clock clock;
    private Instant told;
    private long bytes;

    ProgressInputStream(InputStream in, String name, Clock clock) {
        super(in);
        this.name = name;
        this.clock = clock;
        this.told = clock.instant();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("closed while loading " + name);
        }
        int read = super.read(target, offset, length);
        bytes += Math.max(read, 0);
        Instant now = clock.instant();
        if (Duration.between(told, now).compareTo(TOLD_EVERY) >= 0) {
            told = now;
            LOG.atInfo().addKeyValue("file", name).addKeyValue("bytes", bytes).log("loading file");
        }
        return read;
    }
}
