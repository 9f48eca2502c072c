package datalab.store.ledger;

import datalab.lab.stream.EventStream;
import datalab.store.result.StoreUnavailable;
import java.util.Map;

/**
 * Allocates the numbers of streams with a generated field: knows which were allocated, and reserves those that
 * senders supply. Thread-safe; processes share them. What is answered survives a crash of the server. Throws {@link
 * StoreUnavailable} as a ledger does.
 */
public interface GeneratedNumbers {

    /**
     * Hands out numbers above all that were handed out, claimed or archived before.
     *
     * @return the first of {@code count} in a row
     */
    long handOut(EventStream stream, int count);

    /**
     * Whether a number is allocated; if not, ensures that it never will be: then all up to it are skipped.
     *
     * @return the range of numbers around this one with the same answer, which is final
     */
    Span claim(EventStream stream, long number);

    /**
     * Remembers the numbers given to idempotent sends, until {@code Ledger.deleteIdempotencyKeys} forgets them.
     *
     * @param proposed by idempotency key
     * @return by idempotency key: the number that was remembered first
     */
    Map<String, Long> ofSends(EventStream stream, Map<String, Long> proposed);

    /**
     * Numbers in a row.
     *
     * @param after one more than the last
     */
    record Span(long first, long after, boolean handedOut) {}
}
