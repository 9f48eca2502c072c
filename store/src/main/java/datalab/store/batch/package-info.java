/** What the batch layer needs of a store: runs and their leases, cuts, and generations of a view. */
@NullMarked
package datalab.store.batch;

import org.jspecify.annotations.NullMarked;
