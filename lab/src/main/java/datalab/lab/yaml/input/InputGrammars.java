package datalab.lab.yaml.input;

import java.util.ArrayList;
import java.util.List;

/**
 * Everything that may stand under {@code in:}.
 *
 * @param all in the order in which they are named to people
 * @param isStrict whether a kind that is not among them is a mistake; else it is passed over
 */
public record InputGrammars(List<InputGrammar> all, boolean isStrict) {

    /** Of a program that takes no events: inputs of other kinds are passed over, since nothing else depends on them. */
    public static final InputGrammars LENIENT = new InputGrammars(own(InputServers.UNKNOWN), false);

    /** Where no other sources are known. */
    public static final InputGrammars STANDARD = with(List.of(), InputServers.UNKNOWN);

    public InputGrammars {
        all = List.copyOf(all);
    }

    /** The standard ones, which may name these servers, and those of other sources. */
    public static InputGrammars with(List<InputGrammar> more, InputServers servers) {
        List<InputGrammar> all = new ArrayList<>(own(servers));
        all.addAll(more);
        return new InputGrammars(all, true);
    }

    /** Their names as people say them: {@code mqtt, http, grpc or csv}. */
    public String shown() {
        List<String> kinds = kinds();
        int last = kinds.size() - 1;
        return String.join(", ", kinds.subList(0, last)) + " or " + kinds.get(last);
    }

    /** Their names. */
    public List<String> kinds() {
        return all.stream().map(InputGrammar::kind).toList();
    }

    /** The kinds that labs themselves need. */
    private static List<InputGrammar> own(InputServers servers) {
        return List.of(
                new MqttInputGrammar(servers), new HttpInputGrammar(), new GrpcInputGrammar(), new CsvInputGrammar());
    }
}
