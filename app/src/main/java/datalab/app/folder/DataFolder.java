package datalab.app.folder;

import datalab.app.terminal.CommandFailed;
import datalab.runtime.FolderLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The folder with all persistent data, locked by one process at a time. While it is held no other process can hold it; the
 * operating system releases the lock when this process ends, even by a crash.
 */
public final class DataFolder implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;

    private DataFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Creates the folder if missing and locks it; {@link CommandFailed} if another process holds the lock. */
    public static DataFolder hold(Path folder) {
        Path path = folder.toAbsolutePath().normalize();
        return tryHold(path).orElseThrow(() -> inUse(path));
    }

    /** The same; empty if another process holds the lock. */
    public static Optional<DataFolder> tryHold(Path folder) {
        Path path = folder.toAbsolutePath().normalize();
        try {
            FilePermissions.make(path);
            Path lockFile = path.resolve("lock");
            FileChannel channel = FileChannel.open(
                    lockFile, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (FolderLock.tryLock(channel) == null) {
                channel.close();
                return Optional.empty();
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
            FilePermissions.close(path);
            return Optional.of(new DataFolder(path, channel));
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    private static CommandFailed unusable(Path path, IOException e) {
        return new CommandFailed(
                "data folder " + path + " cannot be used: " + CommandFailed.words(e) + " (--data names another)", e);
    }

    private static CommandFailed inUse(Path path) {
        String pid;
        try {
            pid = Files.readString(path.resolve("lock")).strip();
        } catch (IOException e) {
            throw unusable(path, e);
        }
        return new CommandFailed("data folder " + path + " is in use by another DataLab, process " + pid
                + "; end that one, or name another folder with --data");
    }

    public Path path() {
        return path;
    }

    /** A sub-folder for one part, readable by this user only; created if missing. */
    public Path of(String part) {
        Path folder = path.resolve(part);
        try {
            FilePermissions.make(folder);
            return folder;
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
