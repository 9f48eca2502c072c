package datalab.testkit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** The files of an embedded log whose broker does not run, for tests that damage them. */
public record LogFiles(Path folder) {

    /** Takes bytes off the end of a partition, as a disk that lost its last writes; answers how many there were. */
    public long cut(String topic, int partition, long bytes) throws IOException {
        List<Path> files = files();
        Path name = Path.of(topic + "-" + partition);
        Path segment = files.stream()
                .filter(file -> file.getName(file.getNameCount() - 2).equals(name))
                .filter(file -> file.toString().endsWith(".log"))
                .toList()
                .getLast();
        long cut;
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.WRITE)) {
            cut = Math.min(bytes, file.size());
            file.truncate(file.size() - cut);
        }
        for (Path file : files) {
            if (file.endsWith(".kafka_cleanshutdown")) {
                Files.delete(file); // else the broker would not look at its files
            }
        }
        return cut;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
