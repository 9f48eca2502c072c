/** Outputs on Cassandra: a row is written at the time that its version stands for. */
@NullMarked
package datalab.out.cassandra;

import org.jspecify.annotations.NullMarked;
