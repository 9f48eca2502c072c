package datalab.store.postgres.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Sees to it that one process at a time uses a folder. The operating system gives the lock back when a process dies,
 * however it dies.
 */
final class PostgresFolderLock implements AutoCloseable {
    private final FileChannel channel;

    private PostgresFolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the lock, or throws {@link PostgresFolderInUse}; never waits. */
    static PostgresFolderLock take(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new PostgresFolderLock(channel);
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new PostgresFolderInUse(folder);
        }
        channel.close();
        throw new PostgresFolderInUse(folder);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
