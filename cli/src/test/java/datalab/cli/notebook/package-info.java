@NullMarked
package datalab.cli.notebook;

import org.jspecify.annotations.NullMarked;
