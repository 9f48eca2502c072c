/** Notebooks in an environment of their own. */
@NullMarked
package datalab.cli.notebook;

import org.jspecify.annotations.NullMarked;
