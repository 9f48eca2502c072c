/** Reads lab.yaml into records, or says everything that is wrong with it. */
@NullMarked
package datalab.lab.yaml;

import org.jspecify.annotations.NullMarked;
