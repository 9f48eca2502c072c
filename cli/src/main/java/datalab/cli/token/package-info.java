/** Tokens of a running DataLab. */
@NullMarked
package datalab.cli.token;

import org.jspecify.annotations.NullMarked;
