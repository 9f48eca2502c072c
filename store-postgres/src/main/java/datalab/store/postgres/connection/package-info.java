/** Connections to one PostgreSQL database, what they may cost, and what their errors mean. */
@NullMarked
package datalab.store.postgres.connection;

import org.jspecify.annotations.NullMarked;
