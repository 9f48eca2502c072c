package datalab.web.route;

import com.fasterxml.jackson.core.JsonGenerator;
import datalab.lab.expression.Column;
import datalab.lab.view.Partial;
import datalab.lab.view.ViewFold;
import datalab.lab.view.ViewJson;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One column of a view. Immutable. */
record ViewColumn(ViewFold fold, int index) {

    static ViewColumn of(ViewFold fold, String name) {
        List<String> names = fold.columns().stream().map(Column::name).toList();
        if (!names.contains(name)) {
            throw new IllegalStateException("view " + fold.view().name() + " has no column " + name);
        }
        return new ViewColumn(fold, names.indexOf(name));
    }

    /** Writes its value in a row; null where there is no row. */
    void write(JsonGenerator json, @Nullable Partial row) throws IOException {
        Object value = row == null ? null : fold.present(row).get(index);
        ViewJson.writeValue(json, fold.columns().get(index), value);
    }
}
