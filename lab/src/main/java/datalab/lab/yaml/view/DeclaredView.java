package datalab.lab.yaml.view;

import datalab.lab.aggregate.fold.Aggregate;
import datalab.lab.aggregate.pick.KeepLast;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.view.View;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A view as far as it was read, against which routes are checked.
 *
 * @param source the stream it is folded from; null where that is not known
 * @param sound whether it was read without a mistake, so that its columns are what was meant
 */
public record DeclaredView(View view, @Nullable EventStream source, boolean sound) {

    /** The names of what it shows beside its groups and windows. */
    public List<String> columns() {
        return view.aggregates().stream().flatMap(this::columns).toList();
    }

    private Stream<String> columns(Aggregate aggregate) {
        if (!(aggregate instanceof KeepLast) || source == null) {
            return Stream.of(aggregate.name());
        }
        Stream<String> fields = source.fields().stream().map(Field::name);
        return Stream.concat(fields, Stream.ofNullable(source.time()))
                .filter(name -> !view.by().contains(name));
    }
}
