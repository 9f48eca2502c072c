/** {@code models:} of a lab.yaml. */
@NullMarked
package datalab.lab.yaml.forecast;

import org.jspecify.annotations.NullMarked;
