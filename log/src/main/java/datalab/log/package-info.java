@NullMarked
package datalab.log;

import org.jspecify.annotations.NullMarked;
