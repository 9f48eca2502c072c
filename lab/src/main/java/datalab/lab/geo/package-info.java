/** Places on the earth: distances in metres, cells to find them by, the nearest of many. */
@NullMarked
package datalab.lab.geo;

import org.jspecify.annotations.NullMarked;
