@NullMarked
package datalab.runtime;

import org.jspecify.annotations.NullMarked;
