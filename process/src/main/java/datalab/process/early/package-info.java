@NullMarked
package datalab.process.early;

import org.jspecify.annotations.NullMarked;
