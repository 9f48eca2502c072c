package datalab.lab.input;

import java.util.List;

/**
 * CSV files in the lab's folder, each loaded once.
 *
 * @param pattern of their paths in the lab's folder, with wildcards, such as {@code data/*.csv.gz}
 */
public record CsvInput(String pattern) implements Input {
    public static final String KIND = "csv";

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String label() {
        return "files";
    }

    @Override
    public List<String> texts() {
        return List.of(pattern);
    }

    @Override
    public boolean isLoadedOnce() {
        return true;
    }
}
