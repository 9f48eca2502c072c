@NullMarked
package datalab.web.cache;

import org.jspecify.annotations.NullMarked;
