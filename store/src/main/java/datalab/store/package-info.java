@NullMarked
package datalab.store;

import org.jspecify.annotations.NullMarked;
