/** How fast simulated time goes by, and how it is stopped. */
@NullMarked
package datalab.cli.simulate.pace;

import org.jspecify.annotations.NullMarked;
