package datalab.web.query;

import datalab.web.http.HttpProblem;
import java.util.Collection;
import java.util.List;

/**
 * The parameters that an endpoint takes.
 *
 * @param own each at most once, in the order in which people should read them
 * @param filters by which rows are chosen
 */
public record KnownParameters(Collection<String> own, FilterParameters filters) {
    public KnownParameters {
        own = List.copyOf(own);
    }

    /** All of them, for a person. */
    public String text() {
        return String.join(", ", own) + filters.text(own.isEmpty() ? "" : ", ");
    }

    void check(String name, int times) {
        if (own.contains(name)) {
            if (times != 1) {
                throw HttpProblem.badRequest("parameter '" + name + "' is given " + times + " times, expected once");
            }
        } else if (!filters.contains(name)) {
            throw HttpProblem.badRequest("unknown parameter '" + name + "'; known here: " + text());
        }
    }
}
