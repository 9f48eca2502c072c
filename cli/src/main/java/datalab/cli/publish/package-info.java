/** {@code datalab publish}. */
@NullMarked
package datalab.cli.publish;

import org.jspecify.annotations.NullMarked;
