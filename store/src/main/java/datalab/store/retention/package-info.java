/** How far back events of streams and rows of views are kept. */
@NullMarked
package datalab.store.retention;

import org.jspecify.annotations.NullMarked;
