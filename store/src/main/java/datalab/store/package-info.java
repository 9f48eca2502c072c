/** What a store promises; docs/lambda.md says why each promise is needed. */
@NullMarked
package datalab.store;

import org.jspecify.annotations.NullMarked;
