package datalab.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The offset acknowledged to senders in each partition, kept in a memory-mapped file: an update needs no system call and
 * survives a kill of the process. Written before the sender is answered, so a log that ends before this offset has lost
 * records. Thread-safe; one process at a time may use the file.
 *
 * <p>An entry is the length of its name, the name, which log it is, and the offset; a length of 0 ends them. What no longer
 * has room is remembered in memory alone.
 */
public final class AcknowledgedOffsets {
    private static final int BYTES = 1 << 20;
    private static final int ENTRY_BYTES_MAX = 512;

    private final ByteBuffer file;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private int end;

    private AcknowledgedOffsets(ByteBuffer file) {
        this.file = file;
        read();
    }

    /** Of this process alone. */
    public static AcknowledgedOffsets inMemory() {
        return new AcknowledgedOffsets(ByteBuffer.allocate(BYTES));
    }

    /** Made where there is none. */
    public static AcknowledgedOffsets open(Path path) {
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new AcknowledgedOffsets(channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use " + path, e);
        }
    }

    /** One after the last offset of a partition's log that was acknowledged; 0 where none was. */
    long get(String topic, int partition, int log) {
        Entry entry = entries.get(name(topic, partition));
        return entry == null ? 0 : entry.get(log);
    }

    /** Records an acknowledged offset; false if it was recorded before, so that the log has assigned an offset twice. */
    boolean raise(String topic, int partition, int log, long until) {
        return entries.computeIfAbsent(name(topic, partition), this::add).raise(log, until);
    }

    private static String name(String topic, int partition) {
        return topic + "/" + partition;
    }

    private void read() {
        int length = file.getInt(0);
        while (length > 0 && length < ENTRY_BYTES_MAX && end + ENTRY_BYTES_MAX < BYTES) {
            byte[] name = new byte[length];
            file.get(end + Integer.BYTES, name);
            int at = end + Integer.BYTES + length;
            entries.put(new String(name, UTF_8), new Entry(file, at));
            end = at + Integer.BYTES + Long.BYTES;
            length = file.getInt(end);
        }
    }

    private synchronized Entry add(String name) {
        byte[] bytes = name.getBytes(UTF_8);
        if (bytes.length >= ENTRY_BYTES_MAX || end + 2 * ENTRY_BYTES_MAX >= BYTES) {
            return new Entry(ByteBuffer.allocate(Integer.BYTES + Long.BYTES), 0);
        }
        int at = end + Integer.BYTES + bytes.length;
        file.put(end + Integer.BYTES, bytes);
        file.putInt(end, bytes.length); // last: an entry that is cut short is none
        end = at + Integer.BYTES + Long.BYTES;
        return new Entry(file, at);
    }

    /** Which log and an offset, at a place in the file. */
    private static final class Entry {
        private final ByteBuffer file;
        private final int at;

        Entry(ByteBuffer file, int at) {
            this.file = file;
            this.at = at;
        }

        synchronized long get(int log) {
            return file.getInt(at) == log ? file.getLong(at + Integer.BYTES) : 0;
        }

        synchronized boolean raise(int log, long until) {
            if (until <= get(log)) {
                return false;
            }
            file.putLong(at + Integer.BYTES, 0); // first: a log never stands before the offset of another
            file.putInt(at, log);
            file.putLong(at + Integer.BYTES, until);
            return true;
        }
    }
}
