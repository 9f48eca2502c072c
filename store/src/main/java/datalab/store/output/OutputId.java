package datalab.store.output;

/**
 * Which output of a lab.
 *
 * @param of the stream or view that it shows
 * @param target the server and the table, as {@code mysql/user}
 */
public record OutputId(String lab, String of, String target) {

    @Override
    public String toString() {
        return lab + "." + of + " to " + target;
    }
}
