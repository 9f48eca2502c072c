/** The command line: every command and its output. */
@NullMarked
package datalab.cli;

import org.jspecify.annotations.NullMarked;
