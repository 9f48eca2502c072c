package datalab.process.move;

/** Is told how far the move of an archive is. */
public interface MoveProgress {

    /** What a move does now. */
    enum Phase {
        /** Everything goes on meanwhile. */
        COPYING,
        /** The stream's events wait in the log meanwhile. */
        COMPARING
    }

    /**
     * Called after each page.
     *
     * @param done records of the log, as are all
     */
    void show(Phase phase, long done, long all);
}
