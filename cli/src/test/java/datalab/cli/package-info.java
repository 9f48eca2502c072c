@NullMarked
package datalab.cli;

import org.jspecify.annotations.NullMarked;
