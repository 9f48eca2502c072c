/** How to reach a PostgreSQL server, whichever it is. */
@NullMarked
package datalab.postgres;

import org.jspecify.annotations.NullMarked;
