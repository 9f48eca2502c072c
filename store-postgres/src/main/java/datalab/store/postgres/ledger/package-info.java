/** DataLab's own tables in the schema datalab: progress, epochs, rejects, idempotency keys, numbers, quality states, loaded files. */
@NullMarked
package datalab.store.postgres.ledger;

import org.jspecify.annotations.NullMarked;
