/** Tables, columns and indexes of a lab: made, extended, rewritten, dropped. */
@NullMarked
package datalab.store.postgres.schema;

import org.jspecify.annotations.NullMarked;
