package datalab.lab.yaml.input;

import datalab.lab.input.MqttInput;
import datalab.lab.yaml.endpoint.ClaimedEndpoints;
import datalab.lab.yaml.syntax.YamlValue;
import org.jspecify.annotations.Nullable;

/** {@code mqtt: sensors/#}. */
final class MqttInputGrammar implements InputGrammar {

    @Override
    public String kind() {
        return MqttInput.KIND;
    }

    @Override
    public String description() {
        return "MQTT topic filters, such as sensors/#.";
    }

    @Override
    public String schema() {
        return """
                {
                  "type": "string",
                  "minLength": 1,
                  "pattern": "^(#|(\\\\+|[^#+$/][^#+/]*)?(/(\\\\+|[^#+/]*))*(/#)?)$"
                }
                """;
    }

    @Override
    public @Nullable MqttInput read(YamlValue item, ClaimedEndpoints endpoints) {
        String filter = item.text("an MQTT topic filter such as sensors/#");
        String wrong = filter == null ? null : MqttFilter.mistake(filter);
        if (wrong != null) {
            item.refuse(wrong);
        }
        return filter == null ? null : new MqttInput(filter);
    }
}
