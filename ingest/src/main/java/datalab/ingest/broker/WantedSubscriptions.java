package datalab.ingest.broker;

import datalab.lab.input.BrokerInput;
import datalab.lab.input.TopicFilter;
import datalab.lab.stream.EventStream;
import datalab.mqtt.BrokerSubscription;
import java.util.ArrayList;
import java.util.List;

/** What a stream asks of a broker. A filter that another one covers is left out, or its messages would come twice. */
record WantedSubscriptions(List<BrokerSubscription> all) {

    WantedSubscriptions {
        all = List.copyOf(all);
    }

    static WantedSubscriptions of(EventStream stream, List<BrokerInput> inputs) {
        List<TopicFilter> filters = inputs.stream()
                .flatMap(input -> input.filters().stream())
                .distinct()
                .toList();
        List<BrokerSubscription> wanted = new ArrayList<>();
        for (BrokerInput input : inputs) {
            for (TopicFilter filter : input.filters()) {
                boolean isCovered = filters.stream().anyMatch(other -> !other.equals(filter) && other.covers(filter));
                if (!isCovered) {
                    wanted.add(subscription(stream, input, filter.text()));
                }
            }
        }
        return new WantedSubscriptions(wanted);
    }

    List<String> filters() {
        return all.stream().map(BrokerSubscription::filter).toList();
    }

    private static BrokerSubscription subscription(EventStream stream, BrokerInput input, String filter) {
        if (!input.isShared()) {
            return new BrokerSubscription(filter, input.qos());
        }
        String group = input.share() == null ? "datalab-" + stream.lab() + "-" + stream.name() : input.share();
        return BrokerSubscription.shared(group, filter, input.qos());
    }
}
