/** What following a series costs, and what simulating one does. */
@NullMarked
package datalab.bench.series;

import org.jspecify.annotations.NullMarked;
