package datalab.lab;

import datalab.lab.text.OrderedMaps;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A custom HTTP endpoint of a lab, declared in lab.yaml. */
public sealed interface Route {

    /** {@code GET} or {@code POST}. */
    String method();

    /** Begins with a slash. */
    String path();

    Cache cache();

    /**
     * All events of a stream as one JSON array, narrowed by {@code from}, {@code to}, {@code limit} and any field.
     *
     * @param timePattern how event times are written, in the stream's zone; null for RFC 3339 in UTC
     * @param maxRows more than this is an error that asks to narrow the query
     */
    record Rows(
            String method,
            String path,
            String stream,
            @Nullable String timePattern,
            int maxRows,
            Cache cache) implements Route {}

    /**
     * Rows of a view, or of several views joined on their group-by fields and window starts, as one JSON array in order of
     * window and group; narrowed by {@code from}, {@code to}, {@code limit} and group-by fields.
     *
     * @param views all of the same group-by fields and windows; each once
     * @param join which rows there are of several views
     * @param columns what the members of a row show, by name, in order
     * @param timePattern how the starts of windows are written, in the windows' zone or else that of the first view's stream;
     *     null for RFC 3339 in UTC
     * @param maxRows more than this, of the answer or of one view, is an error that asks to narrow the query
     */
    record ViewRows(
            String method,
            String path,
            List<String> views,
            Join join,
            Map<String, RowMember> columns,
            @Nullable String timePattern,
            int maxRows,
            Cache cache)
            implements Route {
        public ViewRows {
            views = List.copyOf(views);
            columns = OrderedMaps.copy(columns);
        }
    }

    /** Which rows a join has. */
    enum Join {
        /** Those of any view. */
        FULL,
        /** Those of the first view. */
        LEFT,
        /** Those that all views have. */
        INNER
    }

    /** What a member of a {@link ViewRows} route's row shows. */
    sealed interface RowMember {

        /** The value of a group-by field. */
        record Group(String field) implements RowMember {}

        /** The start of the window. */
        record WindowStart() implements RowMember {}

        /** A column of one of the views; null where that has no such row. */
        record ViewValue(String view, String column) implements RowMember {}
    }

    /**
     * One JSON object, put together from views.
     *
     * @param parts what its members stand for, by name, in the order of the file
     * @param maxRows a running part with more entries than this is an error that asks to narrow the query
     */
    record Json(String method, String path, Map<String, Part> parts, int maxRows, Cache cache) implements Route {
        public Json {
            parts = OrderedMaps.copy(parts);
        }
    }

    /**
     * One event of a stream, found by its value of a field, as an object of its declared fields.
     *
     * @param path has a part {@code {field}}
     * @param field the field whose value the path names; of its events the latest is answered
     * @param timePattern as in {@link Rows}
     */
    record Row(
            String method,
            String path,
            String stream,
            String field,
            @Nullable String timePattern,
            Cache cache) implements Route {}

    /**
     * Events of others near those of one: each event of another who lies within a distance of any event of this one.
     *
     * @param path has a part in braces, which names this one
     * @param stream a stream with positions
     * @param who the field that tells this one from others; it may refer to another stream
     * @param reach how near is near
     * @param from the parameters that bound the time of both: an instant or a day; {@code to} holds the whole of its day
     * @param show what the members of an entry stand for, by name, in the order of the file
     * @param timePattern as in {@link Rows}
     */
    record Near(
            String method,
            String path,
            String stream,
            String who,
            Reach reach,
            String from,
            String to,
            Map<String, Shown> show,
            @Nullable String timePattern,
            int maxRows,
            Cache cache)
            implements Route {
        public Near {
            show = OrderedMaps.copy(show);
        }

        /** The name of the part of the path that names this one. */
        public String parameter() {
            return path.substring(path.indexOf('{') + 1, path.indexOf('}'));
        }
    }

    /**
     * How near is near, where a request does not say it with {@code distance} and {@code within}.
     *
     * @param metres on the WGS 84 ellipsoid
     * @param metresMax a request cannot ask for more
     * @param within how close in time; null for any
     */
    record Reach(double metres, double metresMax, @Nullable Duration within) {}

    /** What a member of a {@link Near} route's entry stands for. */
    enum Shown {
        /** The other's event. */
        EVENT,
        /** The event of the stream that the other's {@code who} refers to. */
        WHO,
        /** How far apart, in metres. */
        DISTANCE,
        /** This one's event that lies nearest to the other's. */
        NEAREST
    }

    /** What a member of a {@link Json} route stands for. */
    sealed interface Part {

        String view();

        /** The column of the view that it shows. */
        String column();
    }

    /** The value in the only row of a view without groups and windows; null where there is no row yet. */
    record One(String view, String column) implements Part {}

    /** The value of all rows merged into one. */
    record Total(String view, String column) implements Part {}

    /**
     * An array with an entry for each window in order of time: the value of all rows up to and with that window.
     * Narrowed by {@code from}, {@code to} and {@code limit}.
     *
     * @param as what the members of an entry stand for, by name, in the order of the file
     */
    record Running(String view, String column, Map<String, Entry> as) implements Part {
        public Running {
            as = OrderedMaps.copy(as);
        }
    }

    /** What a member of a {@link Running} part's entry stands for. */
    enum Entry {
        /** A UUID that depends on the view and the window alone, so that an entry has the same one on every call. */
        ROW_ID,
        /** The beginning of the window, RFC 3339 in whole seconds. */
        TIME,
        /** The value up to and with the window. */
        VALUE
    }

    /**
     * How long an answer may be served without asking the store.
     *
     * @param ttl how long it is fresh; zero for no caching
     * @param stale how long after that it may still be served while one request refreshes it
     */
    record Cache(Duration ttl, Duration stale) {
        public static final Cache NONE = new Cache(Duration.ZERO, Duration.ZERO);
    }
}
