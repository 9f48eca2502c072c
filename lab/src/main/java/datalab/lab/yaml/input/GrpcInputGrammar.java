package datalab.lab.yaml.input;

import datalab.lab.input.GrpcInput;
import datalab.lab.input.GrpcInput.Member;
import datalab.lab.yaml.endpoint.ClaimedEndpoints;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code grpc: {method: shop.Orders/create, message: Order, fields: {id: int64 = 1}}}. */
final class GrpcInputGrammar implements InputGrammar {
    private static final String EXPECTED = "a map with method, message and fields";
    private static final String METHOD = "a service and its method, such as shop.Orders/create";
    private static final String MESSAGE = "the name of a message, such as Order";
    private static final String FIELDS = "fields by name, such as id: int64 = 1";
    private static final String IDENTIFIER = "[A-Za-z][A-Za-z0-9_]{0,99}";
    private static final String METHOD_FORM = "((?:ID[.]){0,9}ID)/(ID)".replace("ID", IDENTIFIER);
    private static final String FIELD_FORM = "(string|bool|double|float|int32|int64|sint32|sint64|uint32"
            + "|google[.]protobuf[.]Timestamp) ?= ?([1-9][0-9]{0,8})";
    private static final Pattern NAME = Pattern.compile(IDENTIFIER);
    private static final Pattern METHOD_NAME = Pattern.compile(METHOD_FORM);
    private static final Pattern FIELD = Pattern.compile(FIELD_FORM);
    private static final String OWN = "datalab.";
    private static final String GRPC = "grpc.";
    private static final int NUMBER_MAX = (1 << 29) - 1;
    private static final int RESERVED_FIRST = 19_000;
    private static final int RESERVED_LAST = 19_999;
    private static final int FIELDS_MAX = 200;

    @Override
    public String kind() {
        return GrpcInput.KIND;
    }

    @Override
    public String description() {
        return "Methods of gRPC under names of the lab's own, for clients that were made for another server.";
    }

    @Override
    public String schema() {
        return """
                {
                  "type": "object",
                  "required": ["method", "message", "fields"],
                  "additionalProperties": false,
                  "properties": {
                    "method": {
                      "description": "The service in full and its method, such as shop.Orders/create.",
                      "type": "string",
                      "pattern": "^(?!datalab[.]|grpc[.])%1$s$"
                    },
                    "message": {
                      "description": "The name of the message that it takes and answers.",
                      "type": "string",
                      "pattern": "^%3$s$"
                    },
                    "fields": {
                      "description": "The fields of the message as a .proto file has them, such as id: int64 = 1.",
                      "type": "object",
                      "minProperties": 1,
                      "maxProperties": 200,
                      "propertyNames": {"pattern": "^%3$s$"},
                      "additionalProperties": {
                        "type": "string",
                        "pattern": "^%2$s$"
                      }
                    }
                  }
                }
                """.formatted(METHOD_FORM, FIELD_FORM, IDENTIFIER);
    }

    @Override
    public @Nullable GrpcInput read(YamlValue item, ClaimedEndpoints endpoints) {
        YamlMap map = item.map(EXPECTED).only("method", "message", "fields");
        Matcher method = matched(map.require("method", METHOD), METHOD_NAME, METHOD);
        Matcher message = matched(map.require("message", MESSAGE), NAME, MESSAGE);
        YamlValue fields = map.require("fields", FIELDS);
        List<Member> members = fields == null ? List.of() : members(fields);
        if (method == null || message == null || members.isEmpty()) {
            return null;
        }
        String service = method.group(1);
        if (service.startsWith(OWN) || service.startsWith(GRPC)) {
            item.refuse(YamlValue.quoted(service), "a service that is not DataLab's own");
            return null;
        }
        GrpcInput input = new GrpcInput(service, method.group(2), message.group(), members);
        return endpoints.claim(input, item) ? input : null;
    }

    private static @Nullable Matcher matched(@Nullable YamlValue value, Pattern form, String expected) {
        String text = value == null ? null : value.text(expected);
        Matcher matcher = text == null ? null : form.matcher(text);
        if (value != null && matcher != null && !matcher.matches()) {
            value.refuse(expected);
            return null;
        }
        return matcher;
    }

    private static List<Member> members(YamlValue fields) {
        List<Member> members = new ArrayList<>();
        Set<Integer> numbers = new HashSet<>();
        List<YamlValue> all = fields.map(FIELDS).all(FIELDS_MAX);
        for (YamlValue field : all) {
            Matcher type = matched(field, FIELD, "a type and a number, such as int64 = 1");
            if (!NAME.matcher(field.name()).matches()) {
                field.refuseName(YamlValue.quoted(field.name()), "letters, digits and _, a letter first", null);
            } else if (type != null) {
                int number = Integer.parseInt(type.group(2));
                checkNumber(field, number, numbers);
                members.add(new Member(field.name(), type.group(1), number));
            }
        }
        if (all.isEmpty() && fields.isMap()) {
            fields.refuse(FIELDS);
        }
        return members;
    }

    private static void checkNumber(YamlValue field, int number, Set<Integer> before) {
        if (number > NUMBER_MAX || (number >= RESERVED_FIRST && number <= RESERVED_LAST)) {
            field.refuse("a number up to " + NUMBER_MAX + ", but those from 19000 to 19999");
        } else if (!before.add(number)) {
            field.refuse(number + " a second time", "each number once");
        }
    }
}
