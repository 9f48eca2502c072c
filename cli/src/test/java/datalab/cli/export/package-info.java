@NullMarked
package datalab.cli.export;

import org.jspecify.annotations.NullMarked;
