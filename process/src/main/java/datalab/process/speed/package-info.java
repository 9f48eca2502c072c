/** The speed layer: every event of the log is archived and folded once, as it comes. docs/lambda.md has the protocol. */
@NullMarked
package datalab.process.speed;

import org.jspecify.annotations.NullMarked;
