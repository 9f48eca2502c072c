package datalab.web.live;

import java.util.Set;

/** What one client wants to follow: new events of these streams, changed rows of these views. */
record SubscriptionFilter(Set<String> streams, Set<String> views) {
    SubscriptionFilter {
        streams = Set.copyOf(streams);
        views = Set.copyOf(views);
    }
}
