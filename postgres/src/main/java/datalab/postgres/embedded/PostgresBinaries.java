package datalab.postgres.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The server's programs, unpacked once from the archive on the class path into a folder. Several processes may unpack into
 * the same folder at once: the unpacked tree appears there whole or not at all.
 */
final class PostgresBinaries {
    /** The version of the archive on the class path; a new one is unpacked beside the old. */
    static final String VERSION = "18.4.0";

    private static final Set<PosixFilePermission> PUBLIC = PosixFilePermissions.fromString("rwxr-xr-x");

    private PostgresBinaries() {}

    /** Answers the folder that holds {@code bin}, {@code lib} and {@code share}. */
    static Path unpack(Path cache) throws IOException {
        Path home = cache.resolve("postgres-" + VERSION);
        if (Files.isDirectory(home)) {
            return home;
        }
        makePublic(cache);
        Path unfinished = Files.createTempDirectory(cache, "unpacking-");
        try (InputStream archive = archive()) {
            unpack(archive, unfinished);
        }
        Files.setPosixFilePermissions(unfinished, PUBLIC);
        moveIntoPlace(unfinished, home);
        return home;
    }

    private static InputStream archive() {
        String name = archiveName(System.getProperty("os.name"), System.getProperty("os.arch"));
        InputStream stream = PostgresBinaries.class.getResourceAsStream("/" + name);
        if (stream == null) {
            throw new IllegalStateException("no PostgreSQL for this machine: " + name + " is not on the class path;"
                    + " set postgres.url to a server of your own");
        }
        return stream;
    }

    static String archiveName(String osName, String osArch) {
        boolean mac = osName.toLowerCase(Locale.ROOT).contains("mac");
        boolean arm = osArch.equals("aarch64");
        return "postgres-" + (mac ? "darwin" : "linux") + "-" + (arm ? "arm_64" : "x86_64") + ".txz";
    }

    private static void unpack(InputStream archive, Path target) throws IOException {
        TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)));
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            Path path = target.resolve(entry.getName()).normalize();
            if (!path.startsWith(target)) {
                throw new IOException("archive entry leaves its folder: " + entry.getName());
            }
            write(tar, entry, path);
        }
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path path) throws IOException {
        if (entry.isDirectory()) {
            makePublic(path);
            return;
        }
        if (path.getParent() != null) {
            makePublic(path.getParent());
        }
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, path);
            boolean executable = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    /** Programs hold no secrets, and may run as another user; so this does not depend on the umask. */
    private static void makePublic(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            if (folder.getParent() != null) {
                makePublic(folder.getParent());
            }
            try {
                Files.createDirectory(folder);
            } catch (FileAlreadyExistsException e) {
                return; // another process was faster
            }
            Files.setPosixFilePermissions(folder, PUBLIC);
        }
    }

    private static void moveIntoPlace(Path unfinished, Path home) throws IOException {
        try {
            Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            FolderTrees.delete(unfinished);
            if (!Files.isDirectory(home)) { // else another process was faster
                throw e;
            }
        }
    }
}
