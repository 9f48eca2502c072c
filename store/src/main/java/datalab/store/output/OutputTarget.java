package datalab.store.output;

import java.time.Duration;

/**
 * A server that tables of outputs are on. Thread-safe. Every method throws {@link OutputUnavailable} where the server does not
 * answer in time; nothing is retried in here.
 */
public interface OutputTarget extends AutoCloseable {

    /**
     * Makes the table where it is missing, and checks one that is there. What it has beside the columns asked for is left alone.
     *
     * @throws OutputMismatch where a table is there that cannot take the rows
     */
    void prepare(OutputTable table);

    /**
     * Takes the right to write the table from whoever had it. Comes before the version is raised that is then written: so
     * the order in which writers are opened is that in which they read what they write.
     */
    OutputWriter open(OutputTable table);

    /**
     * Whether rows are told to people, as by mail, instead of kept: then what was there before the output is not written, nor
     * is anything written again without a change of its own, unless somebody asks for it all. Rows that are gone are let be.
     * Where people hear of rows as they are written, messages of alerts are told.
     */
    default boolean isTold(OutputTable table) {
        return false;
    }

    /** How late a write of a process that was frozen may come and be taken all the same; none where the server keeps it out. */
    default Duration lateMax() {
        return Duration.ZERO;
    }

    /** Throws {@link OutputUnavailable} where the server would not answer now. */
    void check();

    @Override
    void close();
}
