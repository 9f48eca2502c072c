/** What was asked of a DataLab and done to it, and by whom. */
@NullMarked
package datalab.access.audit;

import org.jspecify.annotations.NullMarked;
