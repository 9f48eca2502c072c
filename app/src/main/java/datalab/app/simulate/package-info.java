@NullMarked
package datalab.app.simulate;

import org.jspecify.annotations.NullMarked;
