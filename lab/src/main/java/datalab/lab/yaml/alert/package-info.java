/** Reads {@code alerts:} of a lab.yaml. */
@NullMarked
package datalab.lab.yaml.alert;

import org.jspecify.annotations.NullMarked;
