package datalab.store.batch;

import java.util.Map;

/**
 * A line through a stream: events below it lie in epochs up to {@code epoch}, events from it on in later ones.
 *
 * @param below for each partition the offset of the first event above the line
 */
public record Cut(long epoch, Map<Integer, Long> below) {
    public Cut {
        below = Map.copyOf(below);
    }
}
