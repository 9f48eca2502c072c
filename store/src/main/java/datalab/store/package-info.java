/** The roles of a store, each small: take the one that you need. */
@NullMarked
package datalab.store;

import org.jspecify.annotations.NullMarked;
