package datalab.web.query;

import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.store.Archive;
import datalab.store.NearSearch;
import datalab.web.http.HttpProblem;
import java.util.Collection;
import java.util.List;

/**
 * What an archive can be asked of a stream beside pages by time, which only some archives can answer. Others get a
 * {@link HttpProblem} that says so. Thread-safe.
 */
public record ArchiveCapabilities(Archive archive, EventStream stream) {

    /** Those of some fields by which events can be chosen. */
    public List<String> filters(Collection<String> fields) {
        return fields.stream()
                .filter(field -> archive.filtersBy(stream, field(field)))
                .toList();
    }

    public void requireFilters(Collection<String> fields) {
        for (String field : fields) {
            if (!archive.filtersBy(stream, field(field))) {
                throw HttpProblem.badRequest("the archive of " + stream.topic() + " cannot filter by '" + field + "'");
            }
        }
    }

    public NearSearch requireNear() {
        return archive.nearSearch(stream)
                .orElseThrow(() ->
                        HttpProblem.notFound("the archive of " + stream.topic() + " cannot find what is near a place"));
    }

    private Field field(String name) {
        return stream.field(name).orElseThrow();
    }
}
