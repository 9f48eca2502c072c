/** The list of source types, in which a new one is registered. */
@NullMarked
package datalab.app.source;

import org.jspecify.annotations.NullMarked;
