package datalab.postgres.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PostgresBinariesIT {
    @TempDir
    Path folder;

    @Test
    void areUnpackedOnceWhereSeveralProcessesStartAtOnce() throws Exception {
        Path cache = folder.resolve("no/such/cache");
        CyclicBarrier begin = new CyclicBarrier(2);
        Callable<Path> unpack = () -> {
            begin.await();
            return PostgresBinaries.unpack(cache);
        };
        try (ExecutorService two = Executors.newFixedThreadPool(2)) {
            for (Future<Path> unpacked : two.invokeAll(List.of(unpack, unpack))) {
                assertThat(unpacked.get()).isEqualTo(cache.resolve("postgres-" + PostgresBinaries.VERSION));
                assertThat(unpacked.get().resolve("bin/postgres")).isExecutable();
            }
        }
        assertThat(namesIn(cache)).containsExactly("postgres-" + PostgresBinaries.VERSION);
    }

    private static List<String> namesIn(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.map(path -> path.getFileName().toString()).toList();
        }
    }
}
