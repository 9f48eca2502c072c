@NullMarked
package datalab.cli.send;

import org.jspecify.annotations.NullMarked;
