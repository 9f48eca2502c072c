/**
 * The batch layer: folds the archive below a cut into generations of views, and closed epochs into them. docs/lambda.md has
 * the protocol.
 */
@NullMarked
package datalab.process.batch;

import org.jspecify.annotations.NullMarked;
