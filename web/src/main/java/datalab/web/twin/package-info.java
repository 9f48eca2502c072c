/** Digital twins: one key as observed, modelled, simulated and forecast, on one axis of time. */
@NullMarked
package datalab.web.twin;

import org.jspecify.annotations.NullMarked;
