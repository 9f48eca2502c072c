/** Scenarios: history or a model's course, changed and sent as simulated events. */
@NullMarked
package datalab.cli.simulate.scenario;

import org.jspecify.annotations.NullMarked;
