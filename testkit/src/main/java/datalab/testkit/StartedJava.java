package datalab.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Commands that run programs from the classes of this JVM, each in a JVM of its own that starts with a third of the usual work:
 * it has the classes that a DataLab loads from an archive, and compiles quickly rather than well.
 */
public final class StartedJava {
    /** What Maven's property says where it is given; {@code bench/long} has all compiled as a user's DataLab is. */
    private static final String COMPILE = System.getProperty("tests.compile", "-XX:TieredStopAtLevel=1");

    private StartedJava() {}

    /** The command that runs {@code datalab}, to which its words are added. */
    public static List<String> datalab(List<String> flags) {
        return program(flags, ClassArchive.MAIN);
    }

    /** The command that runs a main class, to which its words are added. */
    public static List<String> program(List<String> flags, String mainClass) {
        ClassArchive archive = ClassArchive.made();
        List<String> all = new ArrayList<>(flags);
        if (Files.exists(archive.file())) { // a busy machine may not get it written in time
            all.add("-XX:SharedArchiveFile=" + archive.file());
        }
        all.add(COMPILE);
        return command(all, archive.classPath(), mainClass);
    }

    private static List<String> command(List<String> flags, String classPath, String mainClass) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath, mainClass));
        return List.copyOf(command);
    }

    /**
     * What a DataLab loads of this JVM's class path, as an archive of Java's class data sharing in {@code target/started}. It is
     * made once for a build, by the first that asks, of all JVMs that test a module.
     *
     * @param classPath only jars, as an archive is of no folders
     */
    private record ClassArchive(Path file, String classPath) {
        private static final String MAIN = "datalab.cli.Main";
        private static final Duration WAIT_MAX = Duration.ofSeconds(60);
        private static final Path FOLDER = Path.of("target", "started").toAbsolutePath();
        private static final String LAB = """
                lab: first
                streams:
                  readings: {key: name, fields: {name: {type: string, required: true}, value: number}}
                views:
                  totals: {of: readings, by: [name], n: count, mean: avg(value)}
                """;

        private static @Nullable ClassArchive made;

        private static synchronized ClassArchive made() {
            if (made == null) {
                try {
                    made = makeOrFind();
                } catch (IOException e) {
                    throw new UncheckedIOException("no archive of classes in " + FOLDER, e);
                }
            }
            return made;
        }

        private static ClassArchive makeOrFind() throws IOException {
            Files.createDirectories(FOLDER);
            List<Path> parts = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                    .map(part -> Path.of(part).toAbsolutePath())
                    .filter(Files::exists)
                    .toList();
            String classPath = String.join(
                    File.pathSeparator,
                    parts.stream().map(part -> jarOf(part, parts).toString()).toList());
            ClassArchive archive = new ClassArchive(FOLDER.resolve("classes.jsa"), classPath);
            StandardOpenOption[] open = {StandardOpenOption.CREATE, StandardOpenOption.WRITE};
            try (FileChannel channel = FileChannel.open(FOLDER.resolve("lock"), open);
                    FileLock lock = channel.lock()) {
                Objects.requireNonNull(lock);
                archive.makeUnlessOf(parts);
            }
            return archive;
        }

        private static Path jarOf(Path part, List<Path> parts) {
            return Files.isDirectory(part) ? FOLDER.resolve(parts.indexOf(part) + ".jar") : part;
        }

        private void makeUnlessOf(List<Path> parts) throws IOException {
            String files = Runtime.version() + "\n" + filesOf(parts);
            Path madeOf = FOLDER.resolve("made-of");
            if (Files.exists(madeOf) && Files.readString(madeOf).equals(files)) {
                return;
            }
            Files.deleteIfExists(madeOf);
            for (Path part : parts) {
                if (Files.isDirectory(part)) {
                    jar(part, jarOf(part, parts));
                }
            }
            Files.deleteIfExists(file);
            if (make()) {
                Files.writeString(madeOf, files);
            }
        }

        /** Each file with its size and time. */
        private static String filesOf(List<Path> parts) throws IOException {
            StringBuilder files = new StringBuilder();
            for (Path part : parts) {
                Files.walkFileTree(part, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
                        files.append(file).append(' ').append(is.size()).append(' ');
                        files.append(is.lastModifiedTime()).append('\n');
                        return FileVisitResult.CONTINUE;
                    }
                });
            }
            return files.toString();
        }

        private static void jar(Path folder, Path jar) {
            String[] words = {"--create", "--no-compress", "--file", jar.toString(), "-C", folder.toString(), "."};
            int exit = ToolProvider.findFirst("jar").orElseThrow().run(System.out, System.err, words);
            if (exit != 0) {
                throw new IllegalStateException("jar of " + folder + " ended with " + exit);
            }
        }

        /** Of what a whole DataLab loads that takes an event and answers a question; false where there was no time for it. */
        private boolean make() throws IOException {
            Path unfinished = FOLDER.resolve("unfinished.jsa");
            Files.deleteIfExists(unfinished);
            Path folder = Files.createTempDirectory("datalab-started");
            Path lab = Files.createDirectories(folder.resolve("labs/first"));
            Files.writeString(lab.resolve("lab.yaml"), LAB);
            List<String> command =
                    StartedJava.command(List.of("-XX:ArchiveClassesAtExit=" + unfinished), classPath, MAIN);
            try (DataLabProcess datalab = new DataLabProcess(command, folder.resolve("labs"), folder.resolve("data"))) {
                datalab.start();
                datalab.post("/labs/first/streams/readings", "application/json", "{\"name\":\"a\",\"value\":1}");
                datalab.get("/labs/first/views/totals");
            }
            try (Stream<Path> paths = Files.walk(folder)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
            boolean isWritten = Files.exists(unfinished) && isWhole(unfinished);
            if (isWritten) {
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return isWritten;
        }

        /** Whether Java starts from it: a process that was ended while it wrote leaves a part. */
        private boolean isWhole(Path archive) throws IOException {
            List<String> command = new ArrayList<>(
                    StartedJava.command(List.of("-Xshare:on", "-XX:SharedArchiveFile=" + archive), classPath, MAIN));
            command.add("version");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                return process.waitFor(WAIT_MAX.toSeconds(), TimeUnit.SECONDS) && process.exitValue() == 0;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            } finally {
                process.destroyForcibly();
            }
        }
    }
}
