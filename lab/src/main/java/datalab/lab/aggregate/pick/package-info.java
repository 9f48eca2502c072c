/** Aggregates that pick one event of all: the first, the last, the one with the greatest value. */
@NullMarked
package datalab.lab.aggregate.pick;

import org.jspecify.annotations.NullMarked;
