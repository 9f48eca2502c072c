@NullMarked
package datalab.app.attack;

import org.jspecify.annotations.NullMarked;
