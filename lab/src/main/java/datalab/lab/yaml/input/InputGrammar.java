package datalab.lab.yaml.input;

import datalab.lab.input.Input;
import datalab.lab.yaml.endpoint.ClaimedEndpoints;
import datalab.lab.yaml.syntax.YamlValue;
import org.jspecify.annotations.Nullable;

/** How one kind of source is declared under {@code in:}: as one item, or as a list of them. Thread-safe. */
public interface InputGrammar {

    /** The name under {@code in:}, which is that of its inputs' kind. */
    String kind();

    /** A sentence for those who write a lab.yaml, and for its JSON Schema. */
    String description();

    /** The JSON Schema of one item. From all of them the schema of {@code in:} in {@code lab.schema.json} is written. */
    String schema();

    /**
     * Reads one item.
     *
     * @param endpoints that the lab has claimed so far, for those that claim one
     * @return null where it is wrong; what is wrong has then been noted with its line and column
     */
    @Nullable
    Input read(YamlValue item, ClaimedEndpoints endpoints);
}
