package datalab.lab.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the mistakes of one file, so that all are told in one go. Owned by one thread. */
final class Mistakes {
    private final String file;
    private final List<Mistake> list = new ArrayList<>();

    Mistakes(String file) {
        this.file = file;
    }

    void add(int line, int column, String path, String found, String expected, @Nullable String hint) {
        list.add(new Mistake(file, line, column, path, found, expected, hint));
    }

    boolean isEmpty() {
        return list.isEmpty();
    }

    int size() {
        return list.size();
    }

    List<Mistake> inOrder() {
        return list.stream()
                .distinct()
                .sorted(Comparator.comparingInt(Mistake::line).thenComparingInt(Mistake::column))
                .toList();
    }
}
