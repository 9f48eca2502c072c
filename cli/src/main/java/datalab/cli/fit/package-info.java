/** {@code datalab fit}. */
@NullMarked
package datalab.cli.fit;

import org.jspecify.annotations.NullMarked;
