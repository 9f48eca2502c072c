package datalab.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Timestamp;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The compiler of .proto files that the build has fetched. */
final class Protoc {
    private static final String TIMESTAMP = "google/protobuf/timestamp.proto";

    private final Path folder;
    private final Path program;

    /** @param folder for its files */
    Protoc(Path folder) throws IOException {
        this.folder = folder;
        this.program = Files.copy(fetched(), folder.resolve("protoc"));
        if (!program.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + program + " executable");
        }
        try (InputStream timestamp = Timestamp.class.getResourceAsStream("/" + TIMESTAMP)) {
            write(TIMESTAMP, new String(Objects.requireNonNull(timestamp).readAllBytes(), UTF_8));
        }
    }

    /** The file and what it imports, as descriptors. */
    FileDescriptorSet compile(String name, String text) throws IOException, InterruptedException {
        write(name, text);
        Path out = folder.resolve("descriptors");
        Ran ran = Ran.command(
                List.of(
                        program.toString(),
                        "-I" + folder,
                        "--include_imports",
                        "--descriptor_set_out=" + out,
                        folder.resolve(name).toString()),
                Map.of());
        if (ran.exit() != 0 || !ran.output().isEmpty()) {
            throw new IOException(name + " does not compile cleanly: " + ran.output());
        }
        return FileDescriptorSet.parseFrom(Files.readAllBytes(out));
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static Path fetched() throws IOException {
        Path home = Path.of(System.getProperty("user.home"), ".m2", "repository");
        Path repository = Path.of(System.getProperty("localRepository", home.toString()));
        try (Stream<Path> files = Files.walk(repository.resolve("com/google/protobuf/protoc"))) {
            return files.filter(file -> file.toString().endsWith(".exe"))
                    .max(Path::compareTo)
                    .orElseThrow(() -> new IOException("the build has not fetched protoc into " + repository));
        }
    }
}
