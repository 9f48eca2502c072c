package datalab.app.source;

import datalab.ingest.SourceType;
import datalab.ingest.broker.BrokerSourceType;
import datalab.ingest.file.FileSourceType;
import datalab.ingest.mqtt.MqttSourceType;
import datalab.lab.yaml.input.InputGrammar;
import datalab.lab.yaml.input.InputGrammars;
import datalab.lab.yaml.input.InputServers;
import java.util.List;
import java.util.Optional;

/**
 * The list of all source types that run on their own. HTTP and gRPC are not among them: they share the servers with
 * queries.
 */
public final class Sources {

    /** In the order in which they start. */
    public static final List<SourceType> ALL =
            List.of(new MqttSourceType(), new BrokerSourceType(), new FileSourceType());

    private Sources() {}

    /** What labs may declare under {@code in:} where no settings are known. */
    public static InputGrammars grammars() {
        return grammars(InputServers.UNKNOWN);
    }

    /** What labs may declare under {@code in:}, with the servers that it may come from. */
    public static InputGrammars grammars(InputServers servers) {
        List<InputGrammar> more =
                ALL.stream().map(SourceType::grammar).flatMap(Optional::stream).toList();
        return InputGrammars.with(more, servers);
    }
}
