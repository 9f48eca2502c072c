/** The grammar of a view: aggregates, windows, encounters, schedules. */
@NullMarked
package datalab.lab.yaml.view;

import org.jspecify.annotations.NullMarked;
