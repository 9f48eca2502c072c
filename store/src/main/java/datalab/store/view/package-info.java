/** Rows of views, as readers ask for them. */
@NullMarked
package datalab.store.view;

import org.jspecify.annotations.NullMarked;
