/** Models in {@code datalab.models} and the tables beside it. */
@NullMarked
package datalab.store.postgres.forecast;

import org.jspecify.annotations.NullMarked;
