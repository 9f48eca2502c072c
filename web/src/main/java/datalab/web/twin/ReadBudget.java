package datalab.web.twin;

import datalab.web.http.HttpProblem;

/** How many more events may be read for one answer. Owned by one thread. */
final class ReadBudget {
    static final int EVENTS_MAX = 100_000;

    private int read;

    /** @throws HttpProblem once there are too many */
    void count() {
        if (++read > EVENTS_MAX) {
            throw HttpProblem.tooMany(EVENTS_MAX, "events and scores to read", "from and to, kind or model");
        }
    }
}
