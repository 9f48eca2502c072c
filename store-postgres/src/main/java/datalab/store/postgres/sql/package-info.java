/** Building blocks of statements: names, types, conditions, parameters and the binary format, for any table. */
@NullMarked
package datalab.store.postgres.sql;

import org.jspecify.annotations.NullMarked;
