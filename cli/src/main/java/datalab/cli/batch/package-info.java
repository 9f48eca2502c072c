/** Commands that request a batch of a view from a running DataLab, and follow it. */
@NullMarked
package datalab.cli.batch;

import org.jspecify.annotations.NullMarked;
