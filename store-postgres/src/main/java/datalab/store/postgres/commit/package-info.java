/** The one transaction that keeps archive rows, rejects, partials and progress together. */
@NullMarked
package datalab.store.postgres.commit;

import org.jspecify.annotations.NullMarked;
