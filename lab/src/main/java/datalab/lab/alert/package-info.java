/** Alerts: conditions on streams and views that people want to hear of. */
@NullMarked
package datalab.lab.alert;

import org.jspecify.annotations.NullMarked;
