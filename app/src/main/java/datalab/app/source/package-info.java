/** The list of sources: the one place where a new one is entered. */
@NullMarked
package datalab.app.source;

import org.jspecify.annotations.NullMarked;
