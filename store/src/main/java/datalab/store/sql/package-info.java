/** Questions in SQL to the data of one lab, under a role of the server that may read this lab and nothing else. */
@NullMarked
package datalab.store.sql;

import org.jspecify.annotations.NullMarked;
