package datalab.app.folder;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restricts the files of a data folder to the user who runs DataLab, including those of older folders that were readable by
 * everybody. The launcher's umask does the same for files that come later. A part may be a link, as to another disk; links
 * in it are not followed.
 */
final class FilePermissions {
    private static final Logger LOG = LoggerFactory.getLogger(FilePermissions.class);
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");
    /** If the folder has other entries, its own permissions stay as they are; those of DataLab's parts change. */
    private static final Set<String> PARTS =
            Set.of("kafka", "postgres", "logs", "programs", "lock", "acknowledged", "admin-token", "lost+found");
    /** PostgreSQL's data directory, which manages its own permissions, and unpacked programs, which hold no user data. */
    private static final Set<Path> LEFT_ALONE = Set.of(Path.of("postgres", "data"), Path.of("programs"));

    private final Path folder;

    private FilePermissions(Path folder) {
        this.folder = folder;
    }

    /** Makes the folder where there is none. */
    static void make(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Path parent = folder.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    /** Takes all rights of other users on the parts of a data folder, and on the folder itself. */
    static void close(Path folder) throws IOException {
        FilePermissions files = new FilePermissions(folder);
        if (files.isDataLabsAlone()) {
            files.closeTop();
        }
        for (String part : PARTS) {
            Path path = folder.resolve(part);
            if (Files.exists(path) && !part.equals("lost+found")) {
                closeTree(path.toRealPath(), Path.of(part));
            }
        }
    }

    private boolean isDataLabsAlone() throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.allMatch(path -> PARTS.contains(path.getFileName().toString()));
        }
    }

    /** For root, PostgreSQL may run as another user, who needs access to the path of its own folder. */
    private void closeTop() throws IOException {
        Path postgres = folder.resolve("postgres");
        boolean another = Files.exists(postgres) && !Files.getOwner(postgres).equals(Files.getOwner(folder));
        close(folder, another ? EnumSet.of(PosixFilePermission.OTHERS_EXECUTE) : Set.of());
    }

    private static void closeTree(Path tree, Path part) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                if (LEFT_ALONE.contains(part.resolve(tree.relativize(path)).normalize())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                close(path, Set.of());
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    close(path, Set.of());
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path path, @Nullable IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void close(Path path, Set<PosixFilePermission> left) {
        try {
            Set<PosixFilePermission> now = Files.getPosixFilePermissions(path);
            Set<PosixFilePermission> wanted = new HashSet<>(now);
            wanted.removeAll(OTHERS);
            wanted.addAll(left);
            if (!wanted.equals(now)) {
                Files.setPosixFilePermissions(path, wanted);
            }
        } catch (IOException | UnsupportedOperationException e) { // somebody else's file, or a disk without permissions
            LOG.atWarn()
                    .addKeyValue("file", path)
                    .addKeyValue("reason", e.getMessage())
                    .log("others may be able to read this");
        }
    }
}
