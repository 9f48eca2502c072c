package datalab.lab.yaml.input;

import datalab.lab.input.HttpInput;
import datalab.lab.yaml.endpoint.ClaimedEndpoints;
import datalab.lab.yaml.endpoint.Endpoint;
import datalab.lab.yaml.syntax.YamlValue;
import org.jspecify.annotations.Nullable;

/** {@code http: POST /readings}. */
final class HttpInputGrammar implements InputGrammar {
    private static final String EXPECTED = "POST and a path, such as POST /readings";

    @Override
    public String kind() {
        return HttpInput.KIND;
    }

    @Override
    public String description() {
        return "Paths of the lab's own that take events, such as POST /readings.";
    }

    @Override
    public String schema() {
        return """
                {"type": "string", "pattern": "^POST (/(?!\\\\.{1,2}(/|$))[A-Za-z0-9._~-]{1,100}){1,20}$"}
                """;
    }

    @Override
    public @Nullable HttpInput read(YamlValue item, ClaimedEndpoints endpoints) {
        String text = item.text(EXPECTED);
        Endpoint endpoint = text == null ? null : Endpoint.parse(text);
        if (text == null) {
            return null;
        }
        if (endpoint == null
                || !endpoint.method().equals("POST")
                || !endpoint.parameters().isEmpty()) {
            item.refuse(EXPECTED);
            return null;
        }
        return endpoints.claim(endpoint, item, item::refuse) ? new HttpInput(endpoint.path()) : null;
    }
}
