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
final class FolderLock implements AutoCloseable {
    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the lock, or throws {@link FolderInUse}; never waits. */
    static FolderLock take(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new FolderLock(channel);
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new FolderInUse(folder);
        }
        channel.close();
        throw new FolderInUse(folder);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
