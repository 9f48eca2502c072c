package datalab.system;

import static datalab.testkit.Needs.Part.PYARROW;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.testkit.DataLabProcess;
import datalab.testkit.Needs;
import datalab.testkit.python.PythonTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Python package: its types, and its own tests from its wheel, before a running DataLab. */
@Needs(PYARROW)
final class PythonPackageIT {
    private static final Path PACKAGE = Path.of("../notebooks/datalab");

    @TempDir
    private Path folder;

    private Path copied;

    /** So that nothing is built in the checkout. */
    @BeforeEach
    void copy() throws IOException {
        copied = folder.resolve("copied");
        try (Stream<Path> files = Files.walk(PACKAGE)) {
            files.forEach(file -> copy(file, copied.resolve(PACKAGE.relativize(file))));
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void saysWhichTypesItTakes() throws Exception {
        assertThat(PythonTables.module(
                        "mypy",
                        "--strict",
                        "--ignore-missing-imports",
                        "--python-version=3.10",
                        "--cache-dir=" + folder.resolve("mypy"),
                        copied.resolve("src/datalab").toString()))
                .contains("no issues found");
    }

    @Test
    void passesItsTestsFromItsWheel() throws Exception {
        Path wheels = folder.resolve("wheels");
        Path installed = folder.resolve("installed");
        PythonTables.module(
                "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", wheels.toString(), copied.toString());
        try (Stream<Path> built = Files.list(wheels)) {
            String wheel = built.findFirst().orElseThrow().toString();
            PythonTables.module("pip", "install", "-q", "--no-deps", "--target", installed.toString(), wheel);
        }
        Path lab = Files.createDirectories(folder.resolve("labs/package"));
        Files.copy(PACKAGE.resolve("tests/lab.yaml"), lab.resolve("lab.yaml"));
        try (DataLabProcess datalab = new DataLabProcess(folder.resolve("labs"), folder.resolve("data"))) {
            datalab.start();

            String said = PythonTables.tests(
                    copied.resolve("tests"), installed, datalab.url("/").toString());

            assertThat(said).contains("OK").doesNotContain("skipped");
            System.out.println(said.substring(said.lastIndexOf("Ran ")));
        }
    }
}
