/** What the quality tests said of a stream's events, counted. */
@NullMarked
package datalab.web.flags;

import org.jspecify.annotations.NullMarked;
