package datalab.lab.stream;

/**
 * Where a stream's archive is kept when it is not PostgreSQL, as {@code archive:} declares it.
 *
 * @param server its name in datalab.yaml
 * @param table the table or collection there
 */
public record ArchivePlace(String server, String table) {

    /** As people and messages name it: {@code documents/readings}. */
    public String target() {
        return server + "/" + table;
    }
}
