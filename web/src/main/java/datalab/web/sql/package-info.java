/** {@code /labs/{lab}/sql}: questions in SQL to a lab's data, and the tables that they can read. */
@NullMarked
package datalab.web.sql;

import org.jspecify.annotations.NullMarked;
