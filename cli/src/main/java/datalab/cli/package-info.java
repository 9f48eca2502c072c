/** What a person types: every command, and the words they answer with. */
@NullMarked
package datalab.cli;

import org.jspecify.annotations.NullMarked;
