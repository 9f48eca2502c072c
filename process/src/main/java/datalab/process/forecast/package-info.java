/** Models: their states move on in the steps of their stream's partitions, and batches fit them anew. */
@NullMarked
package datalab.process.forecast;

import org.jspecify.annotations.NullMarked;
