"""What statsmodels says of models with the same numbers, and what it finds itself: a JSON object in, one out."""

import json
import sys
import warnings

import numpy as np
import pandas as pd
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.holtwinters import ExponentialSmoothing
from statsmodels.tsa.statespace.structural import UnobservedComponents

warnings.simplefilter("ignore")


def main() -> None:
    with open(sys.argv[1]) as file:
        asked = json.load(file)
    answer = {"ets": ets, "smoothing": smoothing, "structural": structural, "likeliest": likeliest}[asked["what"]]
    print(json.dumps(answer(asked)))


def series(asked):
    return np.array([np.nan if value is None else value for value in asked["values"]], dtype=float)


def ets(asked):
    """ETS(A,A,A) with given parameters and a given start."""
    model = ETSModel(
        pd.Series(series(asked)),
        error="add",
        trend="add",
        seasonal="add",
        seasonal_periods=asked["season"],
        initialization_method="known",
        initial_level=asked["level"],
        initial_trend=asked["trend"],
        initial_seasonal=asked["seasons"],
    )
    given = {
        "smoothing_level": asked["alpha"],
        "smoothing_trend": asked["beta"],
        "smoothing_seasonal": asked["gamma"],
        "initial_level": asked["level"],
        "initial_trend": asked["trend"],
    }
    given.update({"initial_seasonal.%s" % i: season for i, season in enumerate(asked["seasons"])})
    smoothed = model.smooth([given[name] for name in model.param_names])
    length = len(asked["values"])
    ahead = smoothed.get_prediction(start=length, end=length + asked["steps"] - 1)
    return {
        "one": list(smoothed.fittedvalues),
        "scale": smoothed.scale,
        "mean": list(ahead.predicted_mean),
        "variance": list(ahead.forecast_variance),
    }


def smoothing(asked):
    """The least squares that Holt-Winters' method finds from a given start."""
    model = ExponentialSmoothing(
        series(asked),
        trend="add",
        seasonal="add",
        seasonal_periods=asked["season"],
        initialization_method="known",
        initial_level=asked["level"],
        initial_trend=asked["trend"],
        initial_seasonal=asked["seasons"],
    )
    return {"squares": model.fit().sse}


def unobserved(asked):
    seasons = [{"period": asked["season"], "harmonics": asked["harmonics"]}] if asked["season"] else None
    return UnobservedComponents(series(asked), "local linear trend", freq_seasonal=seasons)


def structural(asked):
    """A structural model with given variances and a given state before the first value."""
    model = unobserved(asked)
    model.ssm.initialize_known(np.array(asked["mean"]), np.array(asked["covariance"]))
    model.loglikelihood_burn = asked["uncounted"]
    seen = model.filter(asked["variances"])
    ahead = seen.get_forecast(asked["steps"])
    return {
        "one": list(seen.filter_results.forecasts[0]),
        "one_variance": list(seen.filter_results.forecasts_error_cov[0, 0]),
        "log": seen.llf,
        "mean": list(ahead.predicted_mean),
        "variance": list(ahead.var_pred_mean),
    }


def likeliest(asked):
    """The log-likelihood of given variances, and the largest that is found."""
    model = unobserved(asked)
    return {"given": model.loglike(asked["variances"]), "found": model.fit(disp=0, maxiter=500).llf}


if __name__ == "__main__":
    main()
