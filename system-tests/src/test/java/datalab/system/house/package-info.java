@NullMarked
package datalab.system.house;

import org.jspecify.annotations.NullMarked;
