/** Outputs on servers that JDBC reaches: MySQL, MariaDB and another PostgreSQL. */
@NullMarked
package datalab.out.jdbc;

import org.jspecify.annotations.NullMarked;
