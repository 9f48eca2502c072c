@NullMarked
package datalab.lab.scenario;

import org.jspecify.annotations.NullMarked;
