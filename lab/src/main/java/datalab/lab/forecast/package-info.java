/** Models of streams: what is expected of each event, as a pure fold over the events of a key, and how good that was. */
@NullMarked
package datalab.lab.forecast;

import org.jspecify.annotations.NullMarked;
