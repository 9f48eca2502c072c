/** The grammar of a stream: fields, time, inputs, quality tests. */
@NullMarked
package datalab.lab.yaml.stream;

import org.jspecify.annotations.NullMarked;
