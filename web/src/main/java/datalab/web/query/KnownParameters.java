package datalab.web.query;

import datalab.web.http.HttpProblem;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /** By what a question can be made smaller, for a person. */
    public String names() {
        return Stream.concat(own.stream(), filters.plainNames()).collect(Collectors.joining(", "));
    }

    /** The same but some. */
    public KnownParameters without(Collection<String> names) {
        return new KnownParameters(
                own.stream().filter(name -> !names.contains(name)).toList(), filters);
    }

    private String text() {
        return names()
                + (filters.isNone() ? "" : "; of a field also FIELD.is, of numbers and times FIELD.min and FIELD.max");
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
