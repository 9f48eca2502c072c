@NullMarked
package datalab.process;

import org.jspecify.annotations.NullMarked;
