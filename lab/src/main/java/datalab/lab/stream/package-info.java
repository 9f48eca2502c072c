/** What a stream declares: fields, time, position, inputs, quality tests. */
@NullMarked
package datalab.lab.stream;

import org.jspecify.annotations.NullMarked;
