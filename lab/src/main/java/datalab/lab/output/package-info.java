/** Where the rows of views and streams are also kept. */
@NullMarked
package datalab.lab.output;

import org.jspecify.annotations.NullMarked;
