@NullMarked
package datalab.system;

import org.jspecify.annotations.NullMarked;
