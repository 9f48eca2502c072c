package datalab.ingest.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;

/** What a process remembers of its sessions at brokers between starts. Each file appears whole or not at all. */
final class BrokerFolder {
    private static final String INSTANCE = "instance";
    private static final int INSTANCE_CHARS = 8;

    private final Path folder;

    BrokerFolder(Path folder) {
        this.folder = folder;
    }

    /** The name by which brokers know this process again, made at the first start. */
    String instance() {
        Path file = folder.resolve(INSTANCE);
        List<String> lines = read(file);
        if (!lines.isEmpty()) {
            return lines.getFirst();
        }
        String instance = UUID.randomUUID().toString().substring(0, INSTANCE_CHARS);
        write(file, List.of(instance));
        return instance;
    }

    /** The filters of a session. */
    KnownFilters filters(String session) {
        return new KnownFilters(this, folder.resolve(session + ".filters"));
    }

    /** The lines of a file; none where there is no such file. */
    List<String> read(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    void write(Path file, List<String> lines) {
        try {
            Files.createDirectories(folder);
            Path fresh = Files.createTempFile(folder, "fresh", "");
            Files.write(fresh, lines);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
