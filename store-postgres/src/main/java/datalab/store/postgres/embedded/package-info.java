/** A real PostgreSQL on this machine, started and stopped with DataLab. */
@NullMarked
package datalab.store.postgres.embedded;

import org.jspecify.annotations.NullMarked;
