package datalab.cli.notebook;

import datalab.app.terminal.CommandFailed;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** The working folder of a user: editable copies of the notebooks that ship, and the user's own files. */
final class NotebookFolder {
    /** Of Jupyter's own, and what was copied; nobody else's business. */
    static final String OWN = ".datalab";

    /** Below that: the settings of Jupyter. */
    static final String CONFIG = "config";

    /** Without news of Jupyter's makers, for which it would ask them over the network. */
    private static final String QUIET = """
            {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": true}}
            """;

    private NotebookFolder() {}

    /**
     * Copies what is missing, and what has changed in DataLab since while nobody has changed the copy.
     *
     * @return the names of those that have changed on both sides, and are left as they are
     */
    static List<String> fill(Path shipped, Path folder) {
        try {
            Path own = Files.createDirectories(folder.resolve(OWN));
            Properties copied = read(own.resolve("copied.properties"));
            List<String> kept = new ArrayList<>();
            for (Path from : files(shipped)) {
                String name = from.getFileName().toString();
                String now = checksum(from);
                String before = copied.getProperty(name, "");
                Path to = folder.resolve(name);
                boolean theirs = Files.exists(to) && !checksum(to).equals(before);
                if (!theirs) {
                    Files.write(to, Files.readAllBytes(from));
                } else if (!now.equals(before) && !now.equals(checksum(to))) {
                    kept.add(name);
                    continue; // said again at each start, until the copy is renamed
                }
                copied.setProperty(name, now);
            }
            write(copied, own.resolve("copied.properties"));
            Path pages = Files.createDirectories(own.resolve(CONFIG).resolve("labconfig"));
            Files.writeString(pages.resolve("page_config.json"), QUIET);
            return kept;
        } catch (IOException e) {
            throw new CommandFailed(
                    folder + " cannot be used: " + CommandFailed.words(e) + " (--folder names another)", e);
        }
    }

    private static List<Path> files(Path shipped) throws IOException {
        try (Stream<Path> files = Files.list(shipped)) {
            return files.filter(file -> file.toString().endsWith(".ipynb")
                            || file.toString().endsWith(".mplstyle"))
                    .sorted()
                    .toList();
        }
    }

    private static Properties read(Path file) throws IOException {
        Properties properties = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            }
        }
        return properties;
    }

    private static void write(Properties properties, Path file) throws IOException {
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, "the notebooks as DataLab copied them");
        }
    }

    private static String checksum(Path file) throws IOException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
