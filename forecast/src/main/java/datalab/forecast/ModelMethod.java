package datalab.forecast;

import java.util.Optional;

/** A kind of model with what lab.yaml says of it. Immutable; fitting keeps a thread busy, and is bounded. */
public sealed interface ModelMethod permits Persistence, Climatology, HoltWinters, KalmanFilter, External {

    /** Fits a model to a series; empty where the series has too few values for it. */
    Optional<Fitted> fit(Series series);

    /**
     * The model with parameters that {@link SeriesModel#parameters} gave.
     *
     * @throws IllegalArgumentException where they are of another method, or of this one with other settings
     */
    SeriesModel of(double[] parameters);

    /** How many values, missing ones not counted, a series needs at least. */
    int lengthMin();
}
