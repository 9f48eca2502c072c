package datalab.app.source;

import datalab.ingest.SourceType;
import datalab.ingest.file.FileSourceType;
import datalab.ingest.mqtt.MqttSourceType;
import datalab.lab.yaml.input.InputGrammar;
import datalab.lab.yaml.input.InputGrammars;
import java.util.List;
import java.util.Optional;

/**
 * The list of all source types that run on their own. HTTP and gRPC are not among them: they share the servers with
 * queries.
 */
public final class Sources {

    /** In the order in which they start. */
    public static final List<SourceType> ALL = List.of(new MqttSourceType(), new FileSourceType());

    private Sources() {}

    /** What labs may declare under {@code in:}. */
    public static InputGrammars grammars() {
        List<InputGrammar> more =
                ALL.stream().map(SourceType::grammar).flatMap(Optional::stream).toList();
        return InputGrammars.with(more);
    }
}
