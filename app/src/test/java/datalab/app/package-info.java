@NullMarked
package datalab.app;

import org.jspecify.annotations.NullMarked;
