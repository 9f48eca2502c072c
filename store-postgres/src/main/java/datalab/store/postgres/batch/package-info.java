/** Runs of batches and the generations that they write and publish. */
@NullMarked
package datalab.store.postgres.batch;

import org.jspecify.annotations.NullMarked;
