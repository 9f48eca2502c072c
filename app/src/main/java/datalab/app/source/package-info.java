/** The lists of source types and of kinds of servers, in which a new one is registered. */
@NullMarked
package datalab.app.source;

import org.jspecify.annotations.NullMarked;
