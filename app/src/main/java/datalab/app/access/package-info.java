/** Who may come in, as the settings say. */
@NullMarked
package datalab.app.access;

import org.jspecify.annotations.NullMarked;
