/** The grammar of {@code out:}: on which server the rows of a stream or a view are kept, too. */
@NullMarked
package datalab.lab.yaml.output;

import org.jspecify.annotations.NullMarked;
