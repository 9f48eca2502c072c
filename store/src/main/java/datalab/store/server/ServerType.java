package datalab.store.server;

/** A kind of server under {@code servers:} in datalab.yaml. One line in the list of all makes it known. */
public interface ServerType {

    /** The value of {@code kind:}, such as {@code jdbc}. */
    String kind();

    /**
     * What outputs write to on such a server, as {@code out:} names it: {@code table}, {@code collection}, {@code topic}. Only
     * asked of kinds that make an {@link OutputServer}.
     */
    default String table() {
        return "table";
    }

    /** Whether several outputs may write to one and the same, as mails go to an address, without a row of another in the way. */
    default boolean isShared() {
        return false;
    }

    /** Reads the settings of one server of this kind: what is asked for here is what can be set. Connects to nothing. */
    ConfiguredServer configure(ServerSettings settings);
}
