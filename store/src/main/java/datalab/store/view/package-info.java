/** Rows of views, as readers query them. */
@NullMarked
package datalab.store.view;

import org.jspecify.annotations.NullMarked;
