package datalab.store.move;

/** Thrown where another process goes on with the move of an archive: this one must stop. */
public final class MoveLost extends RuntimeException {
    public MoveLost(ArchiveMove move) {
        super("another process moves the archive of " + move.stream().topic() + "; this one stops");
    }
}
