/** Scenarios: history, or what a model lets come, with changes, as pure functions of key and time. */
@NullMarked
package datalab.lab.scenario;

import org.jspecify.annotations.NullMarked;
