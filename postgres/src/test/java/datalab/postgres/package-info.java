@NullMarked
package datalab.postgres;

import org.jspecify.annotations.NullMarked;
