/** Questions in SQL: a login for each lab that may read it and nothing else, and what keeps its questions within bounds. */
@NullMarked
package datalab.store.postgres.reader;

import org.jspecify.annotations.NullMarked;
