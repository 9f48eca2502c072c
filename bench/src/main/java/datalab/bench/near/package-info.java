/** Questions near a place, by different searches. */
@NullMarked
package datalab.bench.near;

import org.jspecify.annotations.NullMarked;
