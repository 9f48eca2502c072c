/** Tests of the module forecast that need programs of other people. */
@NullMarked
package datalab.forecast;

import org.jspecify.annotations.NullMarked;
