package datalab.store.forecast;

import datalab.lab.forecast.Model;

/** The right to fit a model, until somebody else begins. The token is the generation that the fit becomes. */
public record FitLease(Model model, ModelVersion version) {}
