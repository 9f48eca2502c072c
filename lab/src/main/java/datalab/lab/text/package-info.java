/** Text and bytes: strict UTF-8, shortened texts for messages, maps in their order. */
@NullMarked
package datalab.lab.text;

import org.jspecify.annotations.NullMarked;
