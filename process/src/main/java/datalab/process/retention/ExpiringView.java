package datalab.process.retention;

import datalab.lab.view.View;
import datalab.lab.view.Windows;
import datalab.store.Store;
import datalab.store.Views;
import datalab.store.retention.Horizons;
import datalab.store.retention.Retained;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** Rows of a view, by the ends of their windows. */
public record ExpiringView(View view, Duration retain, Horizons horizons, Views views) implements ExpiringRows {
    private static final int PAGE = 1_000;

    public ExpiringView(View view, Duration retain, Store store) {
        this(view, retain, store.horizons(), store.views());
    }

    @Override
    public String kind() {
        return "view";
    }

    @Override
    public String name() {
        return view.lab() + "." + view.name();
    }

    @Override
    public void raise(Instant now) {
        Windows every = Objects.requireNonNull(view.every(), "labs are checked: the view has windows");
        horizons.raise(Retained.of(view), every.horizon(now.minus(retain)));
    }

    @Override
    public int deletePage(Instant now) {
        return views.deleteEnded(view, PAGE);
    }
}
