package datalab.access;

import java.util.Optional;

/** Knows callers by what they show, of one kind. Thread-safe; may block. */
public interface Authority {

    /**
     * Who shows this; empty where it is of another kind.
     *
     * @throws AccessDenied where it is of this kind and nobody is known by it, or that cannot be found out
     */
    Optional<Caller> caller(String credential);
}
