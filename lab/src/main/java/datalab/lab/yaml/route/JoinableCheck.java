package datalab.lab.yaml.route;

import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.view.View;
import datalab.lab.yaml.syntax.YamlValue;
import datalab.lab.yaml.view.DeclaredView;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Checks that rows of views can be joined: that their keys have the same fields and windows. */
final class JoinableCheck {
    private final YamlValue rows;

    /** @param rows where the views are named; mistakes are noted there */
    JoinableCheck(YamlValue rows) {
        this.rows = rows;
    }

    /** Whether each of them joins with the first. */
    boolean check(List<DeclaredView> views) {
        return views.stream().skip(1).allMatch(other -> joins(views.getFirst(), other));
    }

    private boolean joins(DeclaredView one, DeclaredView other) {
        View first = one.view();
        View second = other.view();
        if (!first.by().equals(second.by())) {
            rows.refuseName(
                    said(first, by(first)) + " and " + said(second, by(second)),
                    "views with the same by:, in the same order",
                    null);
            return false;
        }
        if (!Objects.equals(first.every(), second.every())) {
            rows.refuseName(
                    said(first, every(first)) + " and " + said(second, every(second)),
                    "views with the same windows",
                    null);
            return false;
        }
        return first.by().stream().allMatch(field -> isSameType(field, one, other));
    }

    private boolean isSameType(String field, DeclaredView one, DeclaredView other) {
        Field.Type first = type(one, field);
        Field.Type second = type(other, field);
        if (first != second) {
            rows.refuseName(
                    "%s of type %s in stream %s, and of type %s in stream %s"
                            .formatted(
                                    field,
                                    word(first),
                                    stream(one).name(),
                                    word(second),
                                    stream(other).name()),
                    "fields of one type in the by: of both",
                    null);
        }
        return first == second;
    }

    private static Field.Type type(DeclaredView view, String field) {
        return stream(view).field(field).map(Field::type).orElse(Field.Type.TIME);
    }

    private static EventStream stream(DeclaredView view) {
        return Objects.requireNonNull(view.source(), "views without mistakes have a stream");
    }

    private static String word(Field.Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    private static String said(View view, String what) {
        return "view " + view.name() + " " + what;
    }

    private static String by(View view) {
        return view.by().isEmpty() ? "without by:" : "by " + String.join(", ", view.by());
    }

    private static String every(View view) {
        return view.every() == null ? "without every:" : "every " + view.every();
    }
}
