/** Tokens in PostgreSQL. */
@NullMarked
package datalab.store.postgres.access;

import org.jspecify.annotations.NullMarked;
