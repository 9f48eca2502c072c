/** The grammar of a scenario. */
@NullMarked
package datalab.lab.yaml.scenario;

import org.jspecify.annotations.NullMarked;
