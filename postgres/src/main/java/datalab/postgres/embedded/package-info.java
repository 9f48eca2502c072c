/** A real PostgreSQL on this machine, started and stopped with DataLab. */
@NullMarked
package datalab.postgres.embedded;

import org.jspecify.annotations.NullMarked;
