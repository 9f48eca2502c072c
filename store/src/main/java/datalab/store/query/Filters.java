package datalab.store.query;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Which values of fields a question asks for, by field: a row must pass all. Immutable. */
public record Filters(Map<String, FieldFilter> byField) {
    public static final Filters NONE = new Filters(Map.of());

    public Filters {
        byField = Collections.unmodifiableMap(new LinkedHashMap<>(byField));
    }

    /** Fields that must have one value each. */
    public static Filters equal(Map<String, Object> values) {
        Map<String, FieldFilter> byField = new LinkedHashMap<>();
        values.forEach((field, value) -> byField.put(field, FieldFilter.equal(value)));
        return new Filters(byField);
    }

    public boolean isEmpty() {
        return byField.isEmpty();
    }

    public Set<String> fields() {
        return byField.keySet();
    }

    /** Whether a few values of a field are named that it must have. */
    public boolean names(String field) {
        FieldFilter filter = byField.get(field);
        return filter != null && filter.mustBeNamed();
    }

    /** Those of some fields. */
    public Filters only(Predicate<String> isWanted) {
        Map<String, FieldFilter> some = new LinkedHashMap<>(byField);
        some.keySet().removeIf(isWanted.negate());
        return new Filters(some);
    }

    public Optional<FieldFilter> of(String field) {
        return Optional.ofNullable(byField.get(field));
    }

    public void forEach(BiConsumer<String, FieldFilter> each) {
        byField.forEach(each);
    }
}
