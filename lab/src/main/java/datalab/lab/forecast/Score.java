package datalab.lab.forecast;

import datalab.forecast.Forecast;
import datalab.lab.event.Event;
import java.time.Instant;

/**
 * An event beside what was expected of it before.
 *
 * @param steps how many slots before, one at least
 * @param issued the end of the last slot that the forecast knew of
 */
public record Score(
        Model model, Event event, String key, double observed, int steps, Instant issued, Forecast forecast) {}
