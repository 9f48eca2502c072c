/** What aggregates keep for a row (exact sums, interval sets, summaries), and how it is written as bytes. */
@NullMarked
package datalab.lab.aggregate.state;

import org.jspecify.annotations.NullMarked;
