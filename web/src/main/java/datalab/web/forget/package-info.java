/** Asking for a key to be forgotten. */
@NullMarked
package datalab.web.forget;

import org.jspecify.annotations.NullMarked;
