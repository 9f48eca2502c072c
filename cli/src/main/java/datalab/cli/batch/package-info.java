/** Commands that ask a running DataLab for a batch of a view, and follow it. */
@NullMarked
package datalab.cli.batch;

import org.jspecify.annotations.NullMarked;
