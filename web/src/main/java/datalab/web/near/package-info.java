/** Events near a place, as pages. */
@NullMarked
package datalab.web.near;

import org.jspecify.annotations.NullMarked;
