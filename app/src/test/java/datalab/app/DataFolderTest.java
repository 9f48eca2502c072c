package datalab.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who on this machine may read what a data folder holds. */
final class DataFolderTest {
    @TempDir
    private Path temporary;

    private Path data;

    @BeforeEach
    void name() {
        data = temporary.resolve("data");
    }

    @Test
    void isItsUsersAlone() throws IOException {
        try (DataFolder folder = DataFolder.hold(data)) {
            Path logs = folder.of("logs");

            assertThat(permissions(data)).isEqualTo("rwx------");
            assertThat(permissions(logs)).isEqualTo("rwx------");
            assertThat(permissions(data.resolve("lock"))).isEqualTo("rw-------");
        }
    }

    @Test
    void closesAFolderOfBeforeThatEverybodyCouldRead() throws IOException {
        Path log = open(data.resolve("logs/datalab.log"));
        Path segment = open(data.resolve("kafka/log/a-0/0.log"));
        Path password = open(data.resolve("postgres/pg_ctl.log"));
        Path left = open(data.resolve("postgres/data/PG_VERSION"));

        try (DataFolder folder = DataFolder.hold(data)) {
            assertThat(permissions(folder.path())).isEqualTo("rwx------");
            assertThat(permissions(log)).isEqualTo("rw-------");
            assertThat(permissions(segment)).isEqualTo("rw-------");
            assertThat(permissions(parent(segment))).isEqualTo("rwx------");
            assertThat(permissions(password)).isEqualTo("rw-------");
            assertThat(permissions(left)).isEqualTo("rw-r--r--");
        }
    }

    @Test
    void leavesAFolderThatHoldsOtherThingsTooAsItIsButForItsOwnParts() throws IOException {
        Path letter = open(data.resolve("letter.txt"));
        Path log = open(data.resolve("logs/datalab.log"));

        try (DataFolder folder = DataFolder.hold(data)) {
            assertThat(permissions(folder.path())).isEqualTo("rwxr-xr-x");
            assertThat(permissions(letter)).isEqualTo("rw-r--r--");
            assertThat(permissions(parent(log))).isEqualTo("rwx------");
            assertThat(permissions(log)).isEqualTo("rw-------");
        }
    }

    private static Path parent(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    /** As everybody could read it. */
    private Path open(Path file) throws IOException {
        Files.createDirectories(parent(file));
        Files.writeString(file, "x");
        for (Path folder = parent(file); !folder.equals(temporary); folder = parent(folder)) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
