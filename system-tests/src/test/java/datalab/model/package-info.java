/** Tests of the module model that need programs of other people. */
@NullMarked
package datalab.model;

import org.jspecify.annotations.NullMarked;
