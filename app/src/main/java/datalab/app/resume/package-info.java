/** {@code datalab resume}. */
@NullMarked
package datalab.app.resume;

import org.jspecify.annotations.NullMarked;
