package datalab.lab.input;

import java.util.List;

/**
 * Bodies that are sent with POST to a path of the lab's own.
 *
 * @param path such as {@code /readings}
 */
public record HttpInput(String path) implements Input {
    public static final String KIND = "http";

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String label() {
        return "POST";
    }

    @Override
    public List<String> texts() {
        return List.of(path);
    }
}
