/** The inputs of a stream as {@code in:} declares them, one grammar for each kind of source. */
@NullMarked
package datalab.lab.yaml.input;

import org.jspecify.annotations.NullMarked;
