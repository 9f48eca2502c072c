/** What was done to a DataLab, and by whom. */
@NullMarked
package datalab.cli.audit;

import org.jspecify.annotations.NullMarked;
