package datalab.store.alert;

import datalab.store.output.OutputId;

/** An episode and the alert that it is of. */
public record FoundEpisode(OutputId alert, AlertEpisode episode) {}
