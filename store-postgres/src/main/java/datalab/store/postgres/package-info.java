/** The store on PostgreSQL 15 or later. */
@NullMarked
package datalab.store.postgres;

import org.jspecify.annotations.NullMarked;
