package datalab.store.view;

import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;

/** One row of a view: its key and the merge of all of its visible partials. */
public record ViewRow(RowKey key, Partial partial) {}
