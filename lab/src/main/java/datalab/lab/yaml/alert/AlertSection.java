package datalab.lab.yaml.alert;

import datalab.lab.alert.Alert;
import datalab.lab.alert.AlertMessages;
import datalab.lab.alert.AlertRows;
import datalab.lab.stream.EventStream;
import datalab.lab.view.View;
import datalab.lab.view.ViewFold;
import datalab.lab.yaml.stream.DeclaredStream;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import datalab.lab.yaml.view.DeclaredView;
import datalab.lab.yaml.view.ExpressionCheck;
import datalab.lab.yaml.view.ViewSection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One alert under {@code alerts:}. */
final class AlertSection {
    private static final Duration SILENT_MIN = Duration.ofSeconds(1);
    private static final Duration LASTING_MIN = Duration.ofMillis(1);

    private final String lab;
    private final Map<String, DeclaredStream> streams;
    private final Map<String, DeclaredView> views;

    AlertSection(String lab, Map<String, DeclaredStream> streams, Map<String, DeclaredView> views) {
        this.lab = lab;
        this.streams = streams;
        this.views = views;
    }

    @Nullable
    Alert read(YamlValue value) {
        YamlMap map = value.map("a map with of:, and when: or silent:")
                .only("title", "of", "by", "when", "until", "for", "silent", "value");
        YamlValue of = map.require("of", "the stream or view that is watched");
        String watched = of == null ? null : of.oneOf(watchable());
        Duration silent = map.read("silent", given -> given.duration(SILENT_MIN));
        Duration lasting = map.read("for", given -> given.duration(LASTING_MIN), Duration.ZERO);
        if (value.isMap() && map.has("silent") == map.has("when")) {
            value.refuseName(
                    map.has("when") ? "when and silent" : "neither when nor silent",
                    "one of them: when: with a condition, or silent: with the time after which nothing has come",
                    null);
        }
        if (map.has("silent")) {
            refuse(map, "until", "for", "value");
        }
        if (watched == null || of == null) {
            return null;
        }
        DeclaredView view = views.get(watched);
        if (view != null) {
            checkView(of, view.view(), map);
        } else if (map.has("silent") && map.get("by") == null && stream(watched).key() == null) {
            value.refuseName(
                    "silence of a stream without a key", "by: with the fields whose silence counts, or []", null);
        }
        DeclaredStream rows = rows(watched);
        return new Alert(
                lab,
                value.name(),
                map.line("title", "text in quotes", value.name()),
                watched,
                view == null ? by(map, watched) : view.view().by(),
                truth(map, "when", rows),
                truth(map, "until", rows),
                lasting,
                silent,
                number(map, rows));
    }

    /** All but the stream of messages, since an alert would tell of itself. */
    private List<String> watchable() {
        List<String> names = new ArrayList<>(streams.keySet());
        names.addAll(views.keySet());
        names.remove(AlertMessages.STREAM);
        return names;
    }

    private static void checkView(YamlValue of, View view, YamlMap map) {
        if (view.meet() != null) {
            of.refuse("a view with meet:", "a stream, or a view without, as that is not possible yet");
        } else if (view.every() == null) {
            of.refuse(
                    "a view without windows",
                    "a view with every:, or a stream, since what was true before is gone from the rows");
        } else if (view.stream().equals(AlertMessages.STREAM)) {
            of.refuse("a view of what alerts tell", "another one, since it would tell of itself");
        }
        if (map.has("silent")) {
            of.refuse("a view beside silent:", "its stream " + view.stream() + ", with by:");
        }
        YamlValue by = map.get("by");
        if (by != null) {
            by.refuseName("by: of a view", "none, as each group of its rows is watched", null);
        }
    }

    private static void refuse(YamlMap map, String... names) {
        for (String name : names) {
            YamlValue value = map.get(name);
            if (value != null) {
                value.refuseName(name + ": beside silent:", "it beside when:", null);
            }
        }
    }

    private EventStream stream(String name) {
        return Objects.requireNonNull(streams.get(name)).stream();
    }

    /** What expressions are over; null where that is not known. */
    private @Nullable DeclaredStream rows(String watched) {
        DeclaredView view = views.get(watched);
        if (view == null) {
            return streams.get(watched);
        }
        if (!view.sound() || view.source() == null || view.view().every() == null) {
            return null;
        }
        ViewFold fold = new ViewFold(view.view(), view.source());
        return new DeclaredStream(new AlertRows(fold).stream(), 0, true);
    }

    private List<String> by(YamlMap map, String watched) {
        EventStream stream = stream(watched);
        YamlValue section = map.get("by");
        if (section == null) {
            return stream.key() == null ? List.of() : List.of(stream.key());
        }
        return ViewSection.fields(section, stream);
    }

    private static @Nullable String truth(YamlMap map, String name, @Nullable DeclaredStream rows) {
        YamlValue value = map.get(name);
        String text = value == null ? null : value.text("an expression such as value > 30.0");
        if (value != null && text != null) {
            new ExpressionCheck(value, rows).checkTruth(text);
        }
        return text;
    }

    private static @Nullable String number(YamlMap map, @Nullable DeclaredStream rows) {
        YamlValue value = map.get("value");
        String text = value == null ? null : value.text("a field or an expression of numbers");
        if (value != null && text != null) {
            new ExpressionCheck(value, rows).checkNumber(text);
        }
        return text;
    }
}
