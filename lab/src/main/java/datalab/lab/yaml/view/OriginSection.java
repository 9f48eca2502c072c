package datalab.lab.yaml.view;

import datalab.lab.event.Origin;
import datalab.lab.view.View;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A view's {@code origin:}, which says of what origins the events are that it folds: one, a list, or {@code any}. An aggregate
 * of that name, as in {@code origin: count}, is a column.
 */
final class OriginSection {
    static final String NAME = "origin";

    private static final String ANY = "any";
    private static final List<String> NAMES =
            Stream.of(Origin.values()).map(Origin::text).toList();
    private static final List<String> NAMES_OR_ANY =
            Stream.concat(Stream.of(ANY), NAMES.stream()).toList();

    private OriginSection() {}

    /** What it says, or what a view folds that does not say it. */
    static Set<Origin> read(YamlMap map) {
        YamlValue value = map.get(NAME);
        if (value == null || ViewSection.isColumn(map, NAME)) {
            return View.OBSERVED;
        }
        Set<Origin> origins = value.isList() ? several(value) : one(value.oneOf(NAMES_OR_ANY));
        return origins.isEmpty() ? View.OBSERVED : origins;
    }

    private static Set<Origin> several(YamlValue value) {
        Set<Origin> origins = EnumSet.noneOf(Origin.class);
        List<YamlValue> items = value.oneOrMore();
        if (items.isEmpty()) {
            value.refuse(YamlValue.oneOfText(NAMES_OR_ANY));
        }
        for (YamlValue item : items) {
            Set<Origin> more = one(item.oneOf(NAMES));
            if (!more.isEmpty() && !origins.addAll(more)) {
                item.refuse("each origin once");
            }
        }
        return origins;
    }

    private static Set<Origin> one(@Nullable String name) {
        EnumSet<Origin> origins = EnumSet.noneOf(Origin.class);
        for (Origin origin : Origin.values()) {
            if (origin.text().equals(name) || ANY.equals(name)) {
                origins.add(origin);
            }
        }
        return origins;
    }
}
