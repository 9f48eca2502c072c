/** Keys that are forgotten: their records, and what PostgreSQL keeps of them. */
@NullMarked
package datalab.store.postgres.forget;

import org.jspecify.annotations.NullMarked;
