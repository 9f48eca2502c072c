@NullMarked
package datalab.cli.simulate.scenario;

import org.jspecify.annotations.NullMarked;
