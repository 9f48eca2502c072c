package datalab.lab.yaml.scenario;

import datalab.lab.forecast.Model;
import datalab.lab.scenario.Scenario;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.yaml.syntax.YamlValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a stream must be like, so that simulated events can stand beside the observed ones. */
final class SimulatedStream {
    private SimulatedStream() {}

    /** Notes what is missing. */
    static void check(YamlValue of, EventStream stream, @Nullable String scenario) {
        Field field = stream.field(Scenario.FIELD).orElse(null);
        if (field == null || field.type() != Field.Type.STRING || Scenario.FIELD.equals(stream.key())) {
            of.refuse(
                    of.found() + ", which has no field scenario: string beside its key",
                    "a stream with one, as it holds the name of an event's scenario");
        } else if (scenario != null && field.max() != null && scenario.length() > field.max()) {
            of.refuse(
                    of.found() + ", whose field scenario holds no more than "
                            + field.max().longValue() + " characters",
                    "a shorter name, or a longer field");
        }
        if (stream.time() == null) {
            of.refuse(of.found() + ", whose events have no time of their own", "a stream with time:");
        }
        if (!stream.unique().isEmpty() && !stream.unique().contains(Scenario.FIELD)) {
            of.refuse(
                    of.found() + " with unique: " + String.join(", ", stream.unique()),
                    "scenario among these, as a simulated event would be a repeat of the observed one");
        }
    }

    /** Notes what a model does not give. */
    static void checkCourse(YamlValue of, EventStream stream, Model model) {
        List<String> given = List.of(String.valueOf(stream.key()), model.value(), Scenario.FIELD);
        stream.fields().stream()
                .filter(field -> field.required() && !field.generated() && !given.contains(field.name()))
                .forEach(field -> of.refuse(
                        of.found() + " of a stream with the required field " + field.name(),
                        "a stream whose other fields may be missing, as a model gives " + model.value() + " alone"));
    }
}
