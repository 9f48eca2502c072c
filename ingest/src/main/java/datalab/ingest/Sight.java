package datalab.ingest;

/** What can be said of an event to a sender who waits until it can be read back. */
public sealed interface Sight {

    /** It can be read back, and others can refer to it. */
    record Visible() implements Sight {}

    /** It is in the log, but it takes longer, or nobody can tell now. */
    record NotYet() implements Sight {}

    /**
     * It repeats an event of the archive, which stays as it is.
     *
     * @param detail says so to people, and which event it is
     */
    record Repeat(String detail) implements Sight {}
}
