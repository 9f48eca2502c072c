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
 * @param repeated any of several values each, in that order, too
 * @param filters by which rows are chosen
 */
public record KnownParameters(Collection<String> own, Collection<String> repeated, FilterParameters filters) {
    private static final int REPEATED_MAX = 100;

    public KnownParameters {
        own = List.copyOf(own);
        repeated = List.copyOf(repeated);
    }

    public KnownParameters(Collection<String> own, FilterParameters filters) {
        this(own, List.of(), filters);
    }

    /** Without any by which rows are chosen by their columns. */
    public KnownParameters(Collection<String> own, Collection<String> repeated) {
        this(own, repeated, FilterParameters.NONE);
    }

    /** By what a question can be made smaller, for a person. */
    public String names() {
        return Stream.of(own.stream(), repeated.stream(), filters.plainNames())
                .flatMap(names -> names)
                .collect(Collectors.joining(", "));
    }

    /** The same but some. */
    public KnownParameters without(Collection<String> names) {
        return new KnownParameters(
                own.stream().filter(name -> !names.contains(name)).toList(), repeated, filters);
    }

    private String text() {
        return names()
                + (filters.isNone()
                        ? ""
                        : "; of a field also FIELD.is and FIELD.none, of numbers and times FIELD.min and FIELD.max");
    }

    void check(String name, int times) {
        if (own.contains(name)) {
            if (times != 1) {
                throw HttpProblem.badRequest("parameter '" + name + "' is given " + times + " times, expected once");
            }
        } else if (repeated.contains(name)) {
            if (times > REPEATED_MAX) {
                throw HttpProblem.badRequest(
                        "parameter '" + name + "' is given " + times + " times, expected at most " + REPEATED_MAX);
            }
        } else if (!filters.contains(name)) {
            throw HttpProblem.badRequest(
                    "unknown parameter '" + name + "'" + filters.hint(name) + "; known here: " + text());
        }
    }
}
