/** Finds who was near whom among archived events; the speed layer and the batch layer both ask here. */
@NullMarked
package datalab.process.meet;

import org.jspecify.annotations.NullMarked;
