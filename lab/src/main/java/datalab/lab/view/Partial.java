package datalab.lab.view;

/**
 * The aggregate state of one row of a view: an element of a commutative monoid. Mutable, owned by one thread; only the
 * {@link ViewFold} that made it knows what is in it.
 */
public final class Partial {
    /** One state for each aggregate of the view, in order. */
    final Object[] states;

    Partial(Object[] states) {
        this.states = states;
    }
}
