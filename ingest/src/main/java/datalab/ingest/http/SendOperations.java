package datalab.ingest.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import datalab.http.openapi.JsonSchema;
import datalab.http.openapi.Operation;
import datalab.http.openapi.OperationParameter;
import datalab.http.openapi.StreamSchemas;
import datalab.lab.stream.EventStream;

/** What the OpenAPI document says of sending events. */
final class SendOperations {
    private SendOperations() {}

    static Operation toStream(EventStream stream) {
        return sending(stream, Operation.ofStream(stream, "send", summary(stream)))
                .answers(201, "the event as it is kept", Operation.json(JsonSchema.reference(stream.topic())));
    }

    /** @param path that the lab declares, which names the operation */
    static Operation toOwnPath(EventStream stream, String path) {
        String word = path.substring(1).replaceAll("\\W+", "_");
        ObjectNode declared = Operation.json(StreamSchemas.declared(stream));
        Operation operation = sending(stream, Operation.ofLab(stream.lab(), word + "_send", summary(stream)))
                .answers(201, "the event as it is kept", declared);
        if (stream.in().waits()) {
            operation.answers(202, "the event, which is kept but cannot be read back yet", declared.deepCopy());
        }
        return operation;
    }

    private static String summary(EventStream stream) {
        return "Send events to " + stream.name();
    }

    private static Operation sending(EventStream stream, Operation operation) {
        ObjectNode event = JsonSchema.reference(stream.topic() + ".in");
        ObjectNode oneOrMany = JsonNodeFactory.instance.objectNode();
        oneOrMany.putArray("oneOf").add(event).add(JsonSchema.arrayOf(event.deepCopy()));
        ObjectNode body = Operation.json(oneOrMany);
        body.putObject("application/x-ndjson").set("schema", JsonSchema.text());
        body.putObject("text/csv").set("schema", JsonSchema.someText());
        return operation
                .parameter(OperationParameter.header(
                        "Idempotency-Key", "makes it safe to send the same again", idempotencyKey()))
                .body("one event, or many", true, body)
                .answers(200, "what became of a batch", Operation.json(JsonSchema.reference("BatchResult")))
                .problems(400, 409, 413, 415, 422, 429, 503);
    }

    private static ObjectNode idempotencyKey() {
        return JsonSchema.text().put("maxLength", PostEvents.KEY_CHARS_MAX).put("pattern", "^[!-~]([ -~]*[!-~])?$");
    }
}
