package datalab.lab.yaml.syntax;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the mistakes of one file and of what is laid over it, so that all are reported together. Owned by one thread. */
public final class Mistakes {
    private final String file;
    private final List<Mistake> list = new ArrayList<>();

    public Mistakes(String file) {
        this.file = file;
    }

    /** What mistakes call the file. */
    public String file() {
        return file;
    }

    /** Adds one of the file itself. */
    public void add(int line, int column, String path, String found, String expected, @Nullable String hint) {
        add(new Mistake(file, line, column, path, found, expected, hint));
    }

    void add(Mistake mistake) {
        list.add(mistake);
    }

    public boolean isEmpty() {
        return list.isEmpty();
    }

    public int size() {
        return list.size();
    }

    public List<Mistake> inOrder() {
        return list.stream()
                .distinct()
                .sorted(Comparator.comparing(
                                (Mistake mistake) -> !mistake.file().equals(file))
                        .thenComparingInt(Mistake::line)
                        .thenComparingInt(Mistake::column))
                .toList();
    }
}
