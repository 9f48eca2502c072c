package datalab.lab.stream;

import datalab.lab.input.CsvInput;
import datalab.lab.input.HttpInput;
import datalab.lab.input.Input;
import datalab.lab.input.MqttInput;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The declared sources of a stream's events, besides the built-in ones (HTTP, gRPC, its topic).
 *
 * @param all in the order of the lab
 * @param waits whether the lab's own paths, and gRPC, answer only when the event can be read back
 * @param invalid the HTTP status with which the lab's own paths refuse an event, 400 or 422
 */
public record StreamInputs(List<Input> all, boolean waits, int invalid) {
    /** What most clients expect: the body was understood, but what it says cannot be taken. */
    public static final int UNPROCESSABLE = 422;

    public static final StreamInputs NONE = of();

    /** Kinds that are reported for every stream, even if it has none of them. */
    private static final List<String> TOLD = List.of(MqttInput.KIND, HttpInput.KIND, CsvInput.KIND);

    public StreamInputs {
        all = List.copyOf(all);
    }

    /** Inputs with default behavior. */
    public static StreamInputs of(Input... all) {
        return new StreamInputs(List.of(all), false, UNPROCESSABLE);
    }

    /** Those of one kind. */
    public <I extends Input> List<I> of(Class<I> kind) {
        return all.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The lab's own paths that take events. */
    public List<String> paths() {
        return of(HttpInput.class).stream().map(HttpInput::path).toList();
    }

    /** As the lab declares them, by kind. */
    public Map<String, List<String>> byKind() {
        Map<String, List<String>> texts = new LinkedHashMap<>();
        Stream.concat(TOLD.stream(), all.stream().map(Input::kind)).forEach(kind -> texts.put(kind, texts(kind)));
        return texts;
    }

    @Override
    public String toString() {
        StringBuilder kinds = new StringBuilder();
        byKind().forEach((kind, texts) ->
                kinds.append(kind).append('=').append(texts).append(", "));
        return "StreamInputs[" + kinds + "waits=" + waits + ", invalid=" + invalid + "]";
    }

    private List<String> texts(String kind) {
        return all.stream()
                .filter(input -> input.kind().equals(kind))
                .flatMap(input -> input.texts().stream())
                .toList();
    }
}
