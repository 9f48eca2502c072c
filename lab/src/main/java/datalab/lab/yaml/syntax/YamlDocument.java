package datalab.lab.yaml.syntax;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.api.lowlevel.Present;
import org.snakeyaml.engine.v2.api.lowlevel.Serialize;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Turns text into a tree of YAML whose nodes know their places. What is deep or full of aliases is refused before it is
 * built.
 */
public final class YamlDocument {
    private static final int DEPTH_MAX = 16;
    private static final int ALIASES_MAX = 64;
    private static final int TEXT_WIDTH = 120;
    private static final LoadSettings SETTINGS = settings("");

    private YamlDocument() {}

    /** The root of a lab.yaml, or null where a mistake was noted. */
    public static @Nullable YamlValue read(String text, Mistakes mistakes) {
        return read(text, "a lab, beginning with lab: and its name", mistakes);
    }

    /**
     * The root, or null where a mistake was noted.
     *
     * @param expected in the place of an empty file, for a person
     */
    public static @Nullable YamlValue read(String text, String expected, Mistakes mistakes) {
        String yaml = text.startsWith("\uFEFF") ? text.substring(1) : text;
        try {
            if (!bounded(yaml, mistakes)) {
                return null;
            }
            Optional<Node> root = new Compose(settings(mistakes.file())).composeString(yaml);
            if (root.isEmpty()) {
                mistakes.add(1, 1, "", "an empty file", expected, null);
                return null;
            }
            return new YamlValue(root.get(), root.get(), "", mistakes);
        } catch (YamlEngineException broken) {
            note(broken, yaml, mistakes);
            return null;
        }
    }

    /** As YAML again, without comments. */
    public static String text(YamlValue root) {
        DumpSettings dump = DumpSettings.builder()
                .setSchema(new CoreSchema())
                .setWidth(TEXT_WIDTH)
                .build();
        return new Present(dump)
                .emitToString(new Serialize(dump).serializeOne(root.node()).iterator());
    }

    private static LoadSettings settings(String label) {
        return LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setUseMarks(true)
                .setLabel(label)
                .build();
    }

    private static boolean bounded(String yaml, Mistakes mistakes) {
        int depth = 0;
        int aliases = 0;
        for (Event event : new Parse(SETTINGS).parseString(yaml)) {
            depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
            aliases += event instanceof AliasEvent ? 1 : 0;
            if (depth > DEPTH_MAX) {
                return tooMuch(event, "nesting deeper than " + DEPTH_MAX, "a flatter file", mistakes);
            }
            if (aliases > ALIASES_MAX) {
                return tooMuch(event, "more than " + ALIASES_MAX + " aliases", "fewer of them", mistakes);
            }
        }
        return true;
    }

    private static boolean tooMuch(Event event, String found, String expected, Mistakes mistakes) {
        int line = event.getStartMark().map(Mark::getLine).orElse(0) + 1;
        int column = event.getStartMark().map(Mark::getColumn).orElse(0) + 1;
        mistakes.add(line, column, "", found, expected, null);
        return false;
    }

    private static void note(YamlEngineException broken, String yaml, Mistakes mistakes) {
        if (broken instanceof ReaderException character) {
            int[] before = yaml.codePoints().limit(character.getPosition()).toArray();
            int line = (int) Arrays.stream(before).filter(each -> each == '\n').count() + 1;
            int column = before.length - lastLineEnd(before);
            String found = "a character that no YAML may hold (U+%04X)".formatted(character.getCodePoint());
            mistakes.add(line, column, "", found, "an escape in quotes, such as \"\\t\", or no such character", null);
            return;
        }
        Optional<Mark> mark = Optional.empty();
        String problem = String.valueOf(broken.getMessage()).lines().findFirst().orElse("");
        if (broken instanceof MarkedYamlEngineException marked) {
            mark = marked.getProblemMark().or(marked::getContextMark);
            problem = marked.getProblem().replaceFirst("^(but )?found ", "").replaceFirst("\\. \\(Do not.*", "");
        }
        int line = mark.map(Mark::getLine).orElse(0) + 1;
        int column = mark.map(Mark::getColumn).orElse(0) + 1;
        mistakes.add(line, column, "", "a mistake of YAML (" + problem + ")", expected(problem), null);
    }

    private static int lastLineEnd(int[] text) {
        int at = text.length - 1;
        while (at >= 0 && text[at] != '\n') {
            at--;
        }
        return at;
    }

    private static String expected(String problem) {
        if (problem.contains("cannot start any token") || problem.startsWith("unexpected character")) {
            return "text that begins with such a character to stand in quotes, and spaces instead of tabs";
        }
        if (problem.startsWith("expected ',' or")) {
            return "within { } or [ ], text that holds commas or brackets to stand in quotes";
        }
        if (problem.contains("mapping values are not allowed")) {
            return "text that holds ': ' to stand in quotes, and keys of one map in one column";
        }
        if (problem.contains("another document")) {
            return "one document in one file";
        }
        return "valid YAML";
    }
}
