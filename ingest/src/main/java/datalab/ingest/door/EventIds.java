package datalab.ingest.door;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Generates event ids: UUIDs of version 7, ordered by millisecond. Thread-safe.
 *
 * <p>The 74 bits beside the time are a counter that starts at random, not fresh random bits: as unique among processes, and
 * cheap enough for every event of a bulk load.
 */
final class EventIds {
    private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);
    private static final long RANDOM_A_MASK = 0xfff;
    private static final long RANDOM_B_MASK = 0x3fffffffffffffffL;

    private final Clock clock;
    private final long randomB;
    private final AtomicLong counter;

    EventIds(Clock clock) {
        this.clock = clock;
        SecureRandom random = new SecureRandom();
        this.randomB = random.nextLong();
        this.counter = new AtomicLong(random.nextInt());
    }

    /** RFC 9562, section 5.7: 48 bits of milliseconds, version, 12 bits, variant, 62 bits. */
    String next() {
        long count = counter.incrementAndGet();
        long high = (clock.millis() << 16) | 0x7000 | (count >>> 16 & RANDOM_A_MASK);
        long low = (1L << 63) | ((randomB ^ (count << 46) ^ (count >>> 28)) & RANDOM_B_MASK);
        byte[] text = new byte[36];
        hex(text, 0, high >>> 32, 8);
        hex(text, 9, high >>> 16, 4);
        hex(text, 14, high, 4);
        hex(text, 19, low >>> 48, 4);
        hex(text, 24, low, 12);
        text[8] = text[13] = text[18] = text[23] = '-';
        return new String(text, ISO_8859_1);
    }

    private static void hex(byte[] text, int at, long bits, int digits) {
        for (int i = digits - 1; i >= 0; i--) {
            text[at + i] = HEX[(int) (bits & 0xf)];
            bits >>>= 4;
        }
    }
}
