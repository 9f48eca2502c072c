package datalab.lab.yaml.endpoint;

import datalab.lab.input.GrpcInput;
import datalab.lab.yaml.syntax.YamlValue;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** The endpoints that a lab has claimed so far. */
public final class ClaimedEndpoints {
    private final Map<String, Integer> lines = new HashMap<>();
    private final Map<String, GrpcInput> messages = new HashMap<>();

    /** Notes an endpoint that is DataLab's own or that the lab has already given away; false if so. */
    public boolean claim(Endpoint endpoint, YamlValue at, BiConsumer<String, String> refuse) {
        String text = endpoint.method() + " " + endpoint.path();
        if (endpoint.isTaken()) {
            refuse.accept(YamlValue.quoted(text), "a path that is not DataLab's own");
            return false;
        }
        Integer first = lines.putIfAbsent(endpoint.shape(), at.line());
        if (first != null) {
            refuse.accept(text + " a second time (first in line " + first + ")", "each path once");
        }
        return first == null;
    }

    /** Notes a method that the lab has already given away, or a message that it has given other fields; false if so. */
    public boolean claim(GrpcInput input, YamlValue at) {
        String method = input.texts().getFirst();
        Integer first = lines.putIfAbsent("gRPC " + method, at.line());
        if (first != null) {
            at.refuse(method + " a second time (first in line " + first + ")", "each method once");
        }
        GrpcInput same = messages.putIfAbsent(input.packageName() + "." + input.message(), input);
        boolean isOther = same != null && !same.members().equals(input.members());
        if (isOther) {
            at.refuse(
                    "other fields of " + input.message() + " than those for " + same.method(),
                    "the same, or another message");
        }
        return first == null && !isOther;
    }
}
