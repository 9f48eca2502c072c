package datalab.store.output;

/** What a server has acknowledged of rows that are told. Owned by one thread. */
public interface Acknowledgements {

    /** Knows of nothing, and remembers nothing. */
    Acknowledgements NONE = new Acknowledgements() {
        @Override
        public boolean has(OutputRow row, String recipient) {
            return false;
        }

        @Override
        public void add(OutputRow row, String recipient) {}
    };

    /** Whether the row as it is now was acknowledged before; asked right before it would be sent. */
    boolean has(OutputRow row, String recipient);

    /** The server has just acknowledged it. */
    void add(OutputRow row, String recipient);

    /** Where a row is told to one only. */
    default boolean has(OutputRow row) {
        return has(row, "");
    }

    default void add(OutputRow row) {
        add(row, "");
    }
}
