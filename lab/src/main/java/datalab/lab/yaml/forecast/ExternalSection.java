package datalab.lab.yaml.forecast;

import datalab.lab.forecast.ExternalForecasts;
import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import datalab.lab.yaml.syntax.Durations;
import datalab.lab.yaml.syntax.YamlValue;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** What a stream must have so that programs can send forecasts of it. */
final class ExternalSection {
    private static final Set<Field.Type> NUMBERS = EnumSet.of(Field.Type.NUMBER, Field.Type.INTEGER);

    private ExternalSection() {}

    /**
     * Notes what it has not.
     *
     * @param of where the model names the stream
     * @param longest the longest horizon
     */
    static void check(YamlValue of, EventStream stream, Duration longest) {
        if (stream.field(ExternalForecasts.MODEL).isEmpty()) {
            of.refuse(
                    of.found() + ", which has no field " + ExternalForecasts.MODEL,
                    "model: string among its fields, since forecasts of an external model name it");
        }
        type(of, stream, ExternalForecasts.MODEL, EnumSet.of(Field.Type.STRING), "a string, as it names the model");
        type(of, stream, ExternalForecasts.ISSUED, EnumSet.of(Field.Type.TIME), "a time, when a forecast was made");
        type(of, stream, ExternalForecasts.SD, NUMBERS, "a number, the standard deviation of a forecast");
        Duration future = stream.times().future();
        if (stream.time() == null) {
            of.refuse(of.found() + ", which has no time", "a stream with time:, as forecasts say what they are of");
        } else if (future != null && future.compareTo(longest) < 0) {
            of.refuse(
                    of.found() + ", whose events may lie " + Durations.text(future) + " ahead of their arrival",
                    "time: {field: " + stream.time() + ", future: " + Durations.text(longest)
                            + "} in that stream, as far as the longest horizon");
        }
    }

    private static void type(YamlValue of, EventStream stream, String name, Set<Field.Type> types, String expected) {
        stream.field(name).filter(field -> !types.contains(field.type())).ifPresent(field -> {
            String found = of.found() + ", whose field " + name + " is of another type";
            of.refuse(found, name + " as " + expected);
        });
    }
}
