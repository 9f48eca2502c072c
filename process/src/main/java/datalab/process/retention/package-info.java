/** Deletes what is not to be kept any longer: {@link datalab.process.retention.RetentionLayer}, hour by hour. */
@NullMarked
package datalab.process.retention;

import org.jspecify.annotations.NullMarked;
