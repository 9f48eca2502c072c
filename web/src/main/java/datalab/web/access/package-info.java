/** Logging in, and tokens. */
@NullMarked
package datalab.web.access;

import org.jspecify.annotations.NullMarked;
