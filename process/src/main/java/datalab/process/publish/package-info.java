/** Keeps tables on other servers equal to views and streams. */
@NullMarked
package datalab.process.publish;

import org.jspecify.annotations.NullMarked;
