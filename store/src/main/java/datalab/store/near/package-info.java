/** Search for events near places: the query and its result. */
@NullMarked
package datalab.store.near;

import org.jspecify.annotations.NullMarked;
