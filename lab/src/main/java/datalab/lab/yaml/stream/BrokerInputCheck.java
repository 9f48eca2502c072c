package datalab.lab.yaml.stream;

import datalab.lab.input.BrokerInput;
import datalab.lab.input.Input;
import datalab.lab.input.TopicFilter;
import datalab.lab.output.Output;
import datalab.lab.yaml.syntax.YamlValue;
import java.util.ArrayList;
import java.util.List;

/** Looks for inputs from brokers of one lab that would not do together: each message is to come once to each stream. */
public final class BrokerInputCheck {
    private static final String REST = "/#";

    private final List<Declared> declared = new ArrayList<>();

    private record Declared(String stream, YamlValue at, BrokerInput input) {}

    /** Compares an input of a stream with those before it. */
    void add(String stream, YamlValue at, Input input) {
        if (input instanceof BrokerInput broker) {
            for (Declared other : declared) {
                if (other.input.server().equals(broker.server())) {
                    if (other.stream.equals(stream)) {
                        checkOverlap(at, broker, other.input);
                    } else {
                        checkGroup(at, broker, other);
                    }
                }
            }
            checkOverlap(at, broker, broker);
            declared.add(new Declared(stream, at, broker));
        }
    }

    /** Looks whether an output of a stream, or of a view of it, comes back into the stream as events. */
    public void checkOutput(String stream, Output output, YamlValue at) {
        TopicFilter written = TopicFilter.of(output.table() + REST);
        for (Declared each : declared) {
            boolean comesBack = each.stream.equals(stream)
                    && each.input.server().equals(output.server())
                    && each.input.filters().stream().anyMatch(filter -> filter.overlaps(written));
            if (comesBack) {
                at.refuseName(
                        "an output on topics that stream " + stream + " takes from the same server (line "
                                + each.at.line() + ")",
                        "another topic, as its rows would come back as events",
                        null);
                return;
            }
        }
    }

    /** A broker may deliver a message once for each filter that matches it; where one covers the other, it is left out. */
    private static void checkOverlap(YamlValue at, BrokerInput input, BrokerInput other) {
        for (TopicFilter one : input.filters()) {
            for (TopicFilter two : other.filters()) {
                boolean isWithin = input.isDeliveredAs(other) && (one.covers(two) || two.covers(one));
                if (!one.equals(two) && !isWithin && one.overlaps(two)) {
                    at.refuse(
                            one.text() + " and " + two.text() + ", which overlap",
                            "filters of which one covers the other, with the same share and qos, or none that overlap");
                    return;
                }
            }
        }
    }

    private static void checkGroup(YamlValue at, BrokerInput input, Declared other) {
        boolean isOneGroup = input.share() != null && input.share().equals(other.input.share());
        for (String topic : input.topics()) {
            if (isOneGroup && other.input.topics().contains(topic)) {
                at.refuse(
                        "share " + input.share() + " of " + topic + " as stream " + other.stream + " has",
                        "another group, as each of both would get a part of the messages");
            }
        }
    }
}
