/** How a series of measurements goes on: models, their fits and their forecasts. */
@NullMarked
package datalab.forecast;

import org.jspecify.annotations.NullMarked;
