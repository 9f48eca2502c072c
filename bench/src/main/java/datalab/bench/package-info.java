@NullMarked
package datalab.bench;

import org.jspecify.annotations.NullMarked;
