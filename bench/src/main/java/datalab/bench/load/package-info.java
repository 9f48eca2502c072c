/** What is measured, and what puts load on it. */
@NullMarked
package datalab.bench.load;

import org.jspecify.annotations.NullMarked;
