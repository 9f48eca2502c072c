/** What people read on a terminal. */
@NullMarked
package datalab.app.terminal;

import org.jspecify.annotations.NullMarked;
