/** The routes that labs declare themselves. */
@NullMarked
package datalab.web.route;

import org.jspecify.annotations.NullMarked;
