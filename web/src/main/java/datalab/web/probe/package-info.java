@NullMarked
package datalab.web.probe;

import org.jspecify.annotations.NullMarked;
