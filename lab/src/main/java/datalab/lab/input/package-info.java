/** Where a stream's events come from, as its lab declares it: one record for each kind of source. */
@NullMarked
package datalab.lab.input;

import org.jspecify.annotations.NullMarked;
