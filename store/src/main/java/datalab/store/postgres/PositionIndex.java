package datalab.store.postgres;

/** By what the positions of a stream are found. Both answer the same. */
public enum PositionIndex {
    /** PostGIS where the server has it. */
    BEST,
    /** S2 cells, even where the server has PostGIS. */
    S2
}
