package datalab.lab.yaml.syntax;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One value of a lab.yaml with its name and its place in the file. Read as the wrong kind of thing, it notes a mistake
 * and gives null (or nothing), so that reading goes on and finds the next one.
 */
public final class YamlValue {
    private static final int SHOWN_CHARS_MAX = 60;
    private static final int SHOWN_NAMES_MAX = 20;

    private final Node name;
    private final Node node;
    private final String path;
    private final Mistakes mistakes;

    YamlValue(Node name, Node node, String path, Mistakes mistakes) {
        this.name = name;
        this.node = node;
        this.path = path;
        this.mistakes = mistakes;
    }

    /** This document with another laid over it: maps are merged, all else of the other replaces what is here. */
    public YamlValue overlaid(YamlValue other) {
        Node merged = YamlOverlay.merged(node, other.node);
        return new YamlValue(merged, merged, path, mistakes);
    }

    Node node() {
        return node;
    }

    public Mistakes mistakes() {
        return mistakes;
    }

    public String path() {
        return path;
    }

    public boolean isMap() {
        return node instanceof MappingNode;
    }

    public boolean isList() {
        return node instanceof SequenceNode;
    }

    public boolean isNull() {
        return node.getTag().equals(Tag.NULL);
    }

    public boolean isText() {
        return node instanceof ScalarNode && node.getTag().equals(Tag.STR);
    }

    @Nullable
    public String text(String expected) {
        if (!isText()) {
            refuse(expected);
            return null;
        }
        return scalar();
    }

    /** A text that is shown to people, in logs and on terminals too. */
    @Nullable
    public String line(String expected) {
        String text = text(expected);
        if (text != null && text.chars().anyMatch(Character::isISOControl)) {
            refuse(expected + ", of one line and without control characters");
            return null;
        }
        return text;
    }

    @Nullable
    public Double number(String expected) {
        boolean numeric = node.getTag().equals(Tag.INT) || node.getTag().equals(Tag.FLOAT);
        Double number = numeric ? YamlNumbers.parse(scalar()) : null;
        if (number == null) {
            refuse(expected);
        }
        return number;
    }

    @Nullable
    public Boolean flag() {
        if (!node.getTag().equals(Tag.BOOL)) {
            refuse("true or false");
            return null;
        }
        return Boolean.valueOf(scalar());
    }

    /** Whether it is the word false, for what may be a text as well. */
    public boolean isFalse() {
        return node.getTag().equals(Tag.BOOL) && !Boolean.parseBoolean(scalar());
    }

    /** A duration, at least that long. */
    @Nullable
    public Duration duration(Duration min) {
        return duration(min, Durations.MAX);
    }

    /** A duration between these. */
    @Nullable
    public Duration duration(Duration min, Duration max) {
        Duration duration = isText() ? Durations.parse(scalar()).orElse(null) : null;
        if (duration == null) {
            refuse(Durations.EXPECTED);
        } else if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
            refuse(Durations.EXPECTED + ", from " + Durations.text(min) + " to " + Durations.text(max));
        }
        return duration;
    }

    /** The choice that the text names. */
    public <E> @Nullable E choice(Map<String, E> choices) {
        String text = oneOf(choices.keySet());
        return text == null ? null : choices.get(text);
    }

    /** The text, if it is one of the names. */
    @Nullable
    public String oneOf(Collection<String> names) {
        String text = isText() ? scalar() : null;
        if (text != null && names.contains(text)) {
            return text;
        }
        String hint = text == null || names.size() < 2 ? null : Suggestion.of(text, names);
        refuse(found(), oneOfText(names), hint);
        return null;
    }

    public static String oneOfText(Collection<String> names) {
        String shown = names.stream().limit(SHOWN_NAMES_MAX).collect(Collectors.joining(", "));
        int more = names.size() - SHOWN_NAMES_MAX;
        return names.isEmpty()
                ? "nothing, as there is none"
                : "one of: " + shown + (more > 0 ? " and " + more + " more" : "");
    }

    /** The values of a list, or the one value that stands in its place. */
    public List<YamlValue> oneOrMore() {
        return isList() ? items() : List.of(this);
    }

    public List<YamlValue> list(String expected) {
        if (!isList()) {
            refuse(expected);
        }
        return isList() ? items() : List.of();
    }

    private List<YamlValue> items() {
        List<YamlValue> items = new ArrayList<>();
        for (Node item : ((SequenceNode) node).getValue()) {
            items.add(new YamlValue(item, item, path + "[" + items.size() + "]", mistakes));
        }
        return items;
    }

    /** The value as a map, which is empty where it is none. */
    public YamlMap map(String expected) {
        if (node instanceof MappingNode map) {
            return new YamlMap(this, map);
        }
        refuse(expected);
        return YamlMap.empty(this);
    }

    YamlValue entry(Node key, Node value) {
        String text = key instanceof ScalarNode scalar ? scalar.getValue() : "?";
        return new YamlValue(key, value, path.isEmpty() ? text : path + "." + text, mistakes);
    }

    /** The name it stands under. */
    public String name() {
        return name instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    /** The line of its name, from 1. */
    public int line() {
        return name.getStartMark().orElseThrow().getLine() + 1;
    }

    public void refuse(String expected) {
        refuse(found(), expected, null);
    }

    public void refuse(String found, String expected) {
        refuse(found, expected, null);
    }

    public void refuse(String found, String expected, @Nullable String hint) {
        note(node, 0, found, expected, hint);
    }

    /** Notes a mistake at an offset in the text, if the file contains the text literally. */
    public void refuseAt(int offset, String found, String expected, @Nullable String hint) {
        note(node, offsetInFile(offset), found, expected, hint);
    }

    /** Notes a mistake in (or for want of better, at) the name. */
    public void refuseName(String found, String expected, @Nullable String hint) {
        note(name, 0, found, expected, hint);
    }

    /** Whether it is the word true. */
    public boolean isTrue() {
        return node.getTag().equals(Tag.BOOL) && Boolean.parseBoolean(scalar());
    }

    /** A short description of the value. */
    public String found() {
        if (node instanceof MappingNode) {
            return "a map";
        }
        if (node instanceof SequenceNode) {
            return "a list";
        }
        return isNull() ? "nothing" : isText() ? quoted(scalar()) : scalar();
    }

    public static String quoted(String text) {
        String line = text.replace("\n", "\\n").replaceAll("\\p{Cc}", "?");
        return '"' + (line.length() <= SHOWN_CHARS_MAX ? line : line.substring(0, SHOWN_CHARS_MAX) + "…") + '"';
    }

    private String scalar() {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    private int offsetInFile(int offset) {
        Mark start = node.getStartMark().orElseThrow();
        Mark end = node.getEndMark().orElseThrow();
        int quotes = ((ScalarNode) node).getScalarStyle() == ScalarStyle.PLAIN ? 0 : 1;
        boolean asItStands = end.getLine() == start.getLine()
                && end.getIndex() - start.getIndex() == scalar().codePointCount(0, scalar().length()) + 2 * quotes;
        return asItStands ? quotes + scalar().codePointCount(0, offset) : 0;
    }

    private void note(Node at, int shift, String found, String expected, @Nullable String hint) {
        Mark mark = at.getStartMark().orElseThrow();
        int column = mark.getColumn() + 1 + shift;
        mistakes.add(new Mistake(mark.getName(), mark.getLine() + 1, column, path, found, expected, hint));
    }
}
