/** What is dropped once it is old enough. */
@NullMarked
package datalab.app.retention;

import org.jspecify.annotations.NullMarked;
