/** What the threads of all stages share. */
@NullMarked
package datalab.runtime;

import org.jspecify.annotations.NullMarked;
