/** The Pythons of the tests, with what is fetched for each. */
@NullMarked
package datalab.testkit.python;

import org.jspecify.annotations.NullMarked;
