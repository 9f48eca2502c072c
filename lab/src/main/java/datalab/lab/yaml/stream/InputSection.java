package datalab.lab.yaml.stream;

import datalab.lab.stream.StreamInputs;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The ways into a stream, under {@code in:}. Each is one value or a list. */
final class InputSection {
    private static final Pattern CSV = Pattern.compile("[\\w .*?/-]+\\.csv(\\.gz)?", Pattern.UNICODE_CHARACTER_CLASS);

    private final ClaimedEndpoints endpoints;

    InputSection(ClaimedEndpoints endpoints) {
        this.endpoints = endpoints;
    }

    StreamInputs read(YamlValue section) {
        YamlMap map = section.map("a map with mqtt, http or csv").only("mqtt", "http", "csv", "wait", "invalid");
        for (String manner : List.of("wait", "invalid")) {
            YamlValue alone = map.get(manner);
            if (alone != null && !map.has("http")) {
                alone.refuseName(manner + " without http", "it beside http: alone", null);
            }
        }
        return new StreamInputs(
                each(map.get("mqtt"), InputSection::mqtt),
                each(map.get("http"), this::http),
                each(map.get("csv"), InputSection::csv),
                map.read("wait", value -> value.oneOf(List.of("visible"))) != null,
                map.read("invalid", InputSection::status, StreamInputs.UNPROCESSABLE));
    }

    private static @Nullable Integer status(YamlValue value) {
        String expected = "400 or 422, a status of HTTP";
        Double status = value.number(expected);
        if (status != null && status != 400 && status != StreamInputs.UNPROCESSABLE) {
            value.refuse(expected);
        }
        return status == null ? null : status.intValue();
    }

    private static List<String> each(@Nullable YamlValue section, Function<YamlValue, @Nullable String> read) {
        List<String> inputs = new ArrayList<>();
        if (section == null) {
            return inputs;
        }
        for (YamlValue value : section.oneOrMore()) {
            String input = read.apply(value);
            if (input != null && inputs.contains(input)) {
                value.refuse("each of them once");
            } else if (input != null) {
                inputs.add(input);
            }
        }
        return inputs;
    }

    private static @Nullable String mqtt(YamlValue value) {
        String filter = value.text("an MQTT topic filter such as sensors/#");
        String wrong = filter == null ? null : MqttFilter.mistake(filter);
        if (wrong != null) {
            value.refuse(wrong);
        }
        return filter;
    }

    private @Nullable String http(YamlValue value) {
        String text = value.text("POST and a path, such as POST /readings");
        Endpoint endpoint = text == null ? null : Endpoint.parse(text);
        if (text == null) {
            return null;
        }
        if (endpoint == null
                || !endpoint.method().equals("POST")
                || !endpoint.parameters().isEmpty()) {
            value.refuse("POST and a path, such as POST /readings");
            return null;
        }
        return endpoints.claim(endpoint, value, value::refuse) ? endpoint.path() : null;
    }

    private static @Nullable String csv(YamlValue value) {
        String file = value.text("a path such as data/*.csv");
        if (file != null && (!CSV.matcher(file).matches() || !isInside(file))) {
            value.refuse("a path within the lab's folder that ends in .csv or .csv.gz, such as data/*.csv.gz");
        }
        return file;
    }

    private static boolean isInside(String file) {
        try {
            Path path = Path.of(file.replace('*', 'x').replace('?', 'x'));
            return !path.isAbsolute() && !path.normalize().startsWith("..");
        } catch (InvalidPathException impossible) {
            return false;
        }
    }
}
