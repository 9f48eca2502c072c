/** Commands that ask a running DataLab for a batch of a view, and follow it. */
@NullMarked
package datalab.app.batch;

import org.jspecify.annotations.NullMarked;
