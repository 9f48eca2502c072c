@NullMarked
package datalab.system.attack;

import org.jspecify.annotations.NullMarked;
