package datalab.lab.input;

import java.util.List;

/**
 * An MQTT topic filter: levels between slashes, of which {@code +} matches any one and a last {@code #} any number.
 * Immutable.
 */
public record TopicFilter(String text, List<String> levels) {
    /** What a level takes at most in the tree of subscriptions. */
    private static final int LEVEL_BYTES = 512;

    private static final String ONE = "+";
    private static final String REST = "#";

    public TopicFilter {
        levels = List.copyOf(levels);
    }

    public static TopicFilter of(String text) {
        return new TopicFilter(text, split(text));
    }

    /** What a client's subscription to it takes of memory. */
    public int bytes() {
        return text.length() * 2 + levels.size() * LEVEL_BYTES;
    }

    public static List<String> split(String topic) {
        return List.of(topic.split("/", -1));
    }

    /** Whether the wildcards are in valid positions (MQTT 5, section 4.7.1). */
    public boolean isValid() {
        for (int i = 0; i < levels.size(); i++) {
            String level = levels.get(i);
            boolean wild = level.contains(ONE) || level.contains(REST);
            boolean rest = level.equals(REST) && i == levels.size() - 1;
            if (wild && !level.equals(ONE) && !rest) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Whether a topic name matches. Names that begin with {@code $} never match a leading wildcard. */
    public boolean matches(List<String> topic) {
        boolean reserved = topic.getFirst().startsWith("$");
        if (reserved && (levels.getFirst().equals(ONE) || levels.getFirst().equals(REST))) {
            return false;
        }
        for (int i = 0; i < levels.size(); i++) {
            String level = levels.get(i);
            if (level.equals(REST)) {
                return true; // of the parent, too
            }
            if (i == topic.size() || (!level.equals(ONE) && !level.equals(topic.get(i)))) {
                return false;
            }
        }
        return levels.size() == topic.size();
    }

    /** Whether any topic name matches both this and another filter. */
    public boolean overlaps(TopicFilter other) {
        int i = 0;
        while (i < levels.size() && i < other.levels.size()) {
            String mine = levels.get(i);
            String its = other.levels.get(i);
            if (mine.equals(REST) || its.equals(REST)) {
                return true;
            }
            if (!mine.equals(ONE) && !its.equals(ONE) && !mine.equals(its)) {
                return false;
            }
            i++;
        }
        return endsAt(i) && other.endsAt(i);
    }

    /** Whether it matches every topic name that another filter matches. */
    public boolean covers(TopicFilter other) {
        for (int i = 0; i < levels.size(); i++) {
            String mine = levels.get(i);
            if (mine.equals(REST)) {
                return true;
            }
            if (i == other.levels.size() || other.levels.get(i).equals(REST)) {
                return false;
            }
            if (!mine.equals(ONE) && !mine.equals(other.levels.get(i))) {
                return false;
            }
        }
        return levels.size() == other.levels.size();
    }

    private boolean endsAt(int level) {
        return level == levels.size() || levels.get(level).equals(REST);
    }

    /**
     * A topic name that matches this filter, for events of other sources.
     *
     * @param key replaces single-level wildcards
     */
    public String exampleTopic(String key) {
        return String.join(
                "/",
                levels.stream()
                        .filter(level -> !level.equals(REST))
                        .map(level -> level.equals(ONE) ? key : level)
                        .toList());
    }
}
