/** Models: their states move on in the steps of their stream's partitions, and batches fit their parameters. */
@NullMarked
package datalab.process.forecast;

import org.jspecify.annotations.NullMarked;
