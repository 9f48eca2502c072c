/** Having a running DataLab forget a key. */
@NullMarked
package datalab.cli.forget;

import org.jspecify.annotations.NullMarked;
