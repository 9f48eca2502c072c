package datalab.store.view;

import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;

/** One row of a view with everything merged that a reader may see. */
public record ViewRow(RowKey key, Partial partial) {}
