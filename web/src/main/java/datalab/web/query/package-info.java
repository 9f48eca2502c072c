/** Queries, independent of the protocol: labs by name, parameters, cursors, and pages of rows. */
@NullMarked
package datalab.web.query;

import org.jspecify.annotations.NullMarked;
