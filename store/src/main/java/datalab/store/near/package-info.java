/** What lies near to places: the question and its answer. */
@NullMarked
package datalab.store.near;

import org.jspecify.annotations.NullMarked;
