/** Building blocks of statements: names, types, conditions, parameters and the binary format, whatever the table. */
@NullMarked
package datalab.store.postgres.sql;

import org.jspecify.annotations.NullMarked;
