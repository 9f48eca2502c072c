package datalab.app.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
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

    @Test
    void closesAFolderThatWasCopiedBackWithAllThatItHeld() throws IOException {
        open(data.resolve("logs/datalab.log"));
        Path acknowledged = open(data.resolve("acknowledged"));
        Path unreadable = open(data.resolve("kafka/cleaner-offset-checkpoint"));
        Files.setPosixFilePermissions(unreadable, Set.of());

        try (DataFolder folder = DataFolder.hold(data)) {
            assertThat(permissions(folder.path())).isEqualTo("rwx------");
            assertThat(permissions(acknowledged)).isEqualTo("rw-------");
            assertThat(permissions(unreadable)).isEqualTo("---------");
        }
    }

    @Test
    void closesAPartThatLiesOnAnotherDisk() throws IOException {
        Path segment = open(temporary.resolve("disk/kafka/log/a-0/0.log"));
        Path stranger = open(temporary.resolve("disk/letter.txt"));
        Files.createSymbolicLink(Files.createDirectories(data).resolve("kafka"), temporary.resolve("disk/kafka"));
        Files.createSymbolicLink(temporary.resolve("disk/kafka/letter"), stranger);

        try (DataFolder folder = DataFolder.hold(data)) {
            assertThat(permissions(folder.path())).isEqualTo("rwx------");
            assertThat(permissions(segment)).isEqualTo("rw-------");
            assertThat(permissions(temporary.resolve("disk/kafka"))).isEqualTo("rwx------");
            assertThat(permissions(stranger)).isEqualTo("rw-r--r--");
        }
    }

    @Test
    void saysInWordsWhyItCannotBeUsed() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "x");

        assertThatThrownBy(() -> DataFolder.hold(file))
                .hasMessage(
                        "data folder " + file + " cannot be used: there is a file of that name (--data names another)");
        assertThatThrownBy(() -> DataFolder.hold(file.resolve("data")))
                .hasMessageEndingWith("data cannot be used: there is a file of that name (--data names another)");
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
