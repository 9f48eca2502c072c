@NullMarked
package datalab.web.live;

import org.jspecify.annotations.NullMarked;
