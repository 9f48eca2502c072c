package datalab.lab.yaml.stream;

import datalab.lab.input.HttpInput;
import datalab.lab.input.Input;
import datalab.lab.stream.StreamInputs;
import datalab.lab.yaml.endpoint.ClaimedEndpoints;
import datalab.lab.yaml.input.InputGrammar;
import datalab.lab.yaml.input.InputGrammars;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The inputs of a stream, under {@code in:}. Each is one value or a list. */
final class InputSection {
    private static final String WAIT = "wait";
    private static final String INVALID = "invalid";

    private final InputGrammars grammars;
    private final ClaimedEndpoints endpoints;
    private final BrokerInputCheck brokers;

    InputSection(InputGrammars grammars, ClaimedEndpoints endpoints, BrokerInputCheck brokers) {
        this.grammars = grammars;
        this.endpoints = endpoints;
        this.brokers = brokers;
    }

    StreamInputs read(String stream, YamlValue section) {
        YamlMap map = section.map("a map with " + grammars.shown());
        if (grammars.isStrict()) {
            map.only(names());
        }
        for (String manner : List.of(WAIT, INVALID)) {
            YamlValue alone = map.get(manner);
            if (alone != null && !map.has(HttpInput.KIND)) {
                alone.refuseName(manner + " without http", "it beside http: alone", null);
            }
        }
        List<Input> inputs = new ArrayList<>();
        grammars.all().forEach(grammar -> inputs.addAll(each(stream, map.get(grammar.kind()), grammar)));
        return new StreamInputs(
                inputs,
                map.read(WAIT, value -> value.oneOf(List.of("visible"))) != null,
                map.read(INVALID, InputSection::status, StreamInputs.UNPROCESSABLE));
    }

    private String[] names() {
        List<String> names = new ArrayList<>(grammars.kinds());
        names.add(WAIT);
        names.add(INVALID);
        return names.toArray(String[]::new);
    }

    private static @Nullable Integer status(YamlValue value) {
        String expected = "400 or 422, a status of HTTP";
        Double status = value.number(expected);
        if (status != null && status != 400 && status != StreamInputs.UNPROCESSABLE) {
            value.refuse(expected);
        }
        return status == null ? null : status.intValue();
    }

    private List<Input> each(String stream, @Nullable YamlValue section, InputGrammar grammar) {
        List<Input> inputs = new ArrayList<>();
        Set<String> texts = new HashSet<>();
        for (YamlValue value : section == null ? List.<YamlValue>of() : section.oneOrMore()) {
            Input input = grammar.read(value, endpoints);
            if (input == null) {
                continue;
            }
            for (String text : input.texts()) {
                if (!texts.add(text)) {
                    value.refuse(YamlValue.quoted(text), "each of them once");
                }
            }
            brokers.add(stream, value, input);
            inputs.add(input);
        }
        return inputs;
    }
}
