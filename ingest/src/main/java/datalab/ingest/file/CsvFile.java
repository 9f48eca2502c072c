package datalab.ingest.file;

import datalab.ingest.format.CsvReader;
import datalab.ingest.format.GzipInput;
import datalab.ingest.format.MalformedBody;
import datalab.lab.stream.EventStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One file of CSV that a lab brings along for a stream; compressed where its name ends with {@code .gz}.
 *
 * @param name relative to the lab's folder, with slashes
 */
record CsvFile(EventStream stream, Path path, String name) {
    private static final int DEPTH_MAX = 10;
    private static final int BUFFER_BYTES = 64 * 1024;

    /** The files that match a pattern, by name; links are followed, as data are often kept elsewhere. */
    static List<CsvFile> matching(EventStream stream, Path folder, String pattern) throws IOException {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(folder, Set.of(FileVisitOption.FOLLOW_LINKS), DEPTH_MAX, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && matcher.matches(folder.relativize(file))) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof FileSystemLoopException) {
                    return FileVisitResult.CONTINUE; // its files are found where they are
                }
                throw e;
            }
        });
        return found.stream()
                .sorted()
                .map(file -> new CsvFile(stream, file, name(folder, file)))
                .toList();
    }

    InputStream open() throws IOException {
        InputStream bytes = Files.newInputStream(path);
        return name.endsWith(".gz") ? new GzipInput(bytes) : bytes;
    }

    /** Why its header cannot be that of a file for its stream; null where it can. */
    @Nullable
    String wrongHeader() {
        try (InputStream in = open()) {
            CsvReader.checkHeader(in, stream);
            return null;
        } catch (IOException | MalformedBody e) {
            return e.getMessage();
        }
    }

    /** SHA-256 of the file's bytes as they lie there, in hexadecimal. */
    String digest() throws IOException {
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(bytes, digest).transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String name(Path folder, Path file) {
        return folder.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    }
}
