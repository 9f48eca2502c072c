/** Finds the contacts among archived events: asked by the speed layer and the batch layer. */
@NullMarked
package datalab.process.contact;

import org.jspecify.annotations.NullMarked;
