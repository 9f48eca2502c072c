/** DataLab's own tables in the schema datalab: progress, epochs, rejects, idempotency keys, numbers and the like. */
@NullMarked
package datalab.store.postgres.ledger;

import org.jspecify.annotations.NullMarked;
