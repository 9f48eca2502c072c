/** How fair clients share a DataLab. */
@NullMarked
package datalab.bench.quota;

import org.jspecify.annotations.NullMarked;
