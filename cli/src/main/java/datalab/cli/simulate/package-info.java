@NullMarked
package datalab.cli.simulate;

import org.jspecify.annotations.NullMarked;
