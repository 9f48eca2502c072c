package datalab.lab.view;

/** What a view keeps for one row: an element of a commutative monoid. Mutable, owned by one thread. */
public final class Partial {}
