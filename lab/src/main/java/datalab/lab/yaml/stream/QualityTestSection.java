package datalab.lab.yaml.stream;

import datalab.lab.stream.QualityTest;
import datalab.lab.stream.QualityTest.FlatLine;
import datalab.lab.stream.QualityTest.GrossRange;
import datalab.lab.stream.QualityTest.RateOfChange;
import datalab.lab.stream.QualityTest.Residual;
import datalab.lab.stream.QualityTest.Spike;
import datalab.lab.yaml.stream.DeclaredModels.DeclaredModel;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One quality test with its thresholds. */
final class QualityTestSection {
    private static final String RANGE = "the least and the greatest value, such as [-50, 60]";
    private static final Duration TIME_MIN = Duration.ofMillis(1);

    private final YamlValue test;
    private final List<String> fields;

    /**
     * Takes one test.
     *
     * @param fields the numeric fields of the stream
     */
    QualityTestSection(YamlValue test, List<String> fields) {
        this.test = test;
        this.fields = fields;
    }

    QualityTest grossRange() {
        YamlMap map = map("field", "fail", "suspect");
        Range fail = range(map.get("fail"));
        Range suspect = range(map.get("suspect"));
        YamlValue inner = map.get("suspect");
        if (inner != null && !fail.holds(suspect)) {
            inner.refuse("a range within that of fail");
        }
        return new GrossRange(field(map), fail.min(), fail.max(), suspect.min(), suspect.max());
    }

    QualityTest rateOfChange() {
        YamlMap map = map("field", "suspect", "fail", "per");
        Double suspect = threshold(map.get("suspect"));
        Double fail = failAbove(suspect, map.get("fail"));
        YamlValue per = map.require("per", "the time in which the value may change so much, such as 1m");
        Duration time = per == null ? null : per.duration(TIME_MIN);
        return new RateOfChange(field(map), suspect, fail, time == null ? TIME_MIN : time);
    }

    QualityTest flatLine() {
        YamlMap map = map("field", "suspect", "fail", "tolerance");
        Duration suspect = map.read("suspect", value -> value.duration(TIME_MIN));
        YamlValue longer = map.get("fail");
        Duration fail = longer == null ? null : longer.duration(TIME_MIN);
        if (longer != null && suspect != null && fail != null && fail.compareTo(suspect) < 0) {
            longer.refuse("at least the duration of suspect");
        }
        Double tolerance = threshold(map.get("tolerance"));
        return new FlatLine(field(map), suspect, fail, tolerance == null ? 0 : tolerance);
    }

    QualityTest spike() {
        YamlMap map = map("field", "suspect", "fail");
        Double suspect = threshold(map.get("suspect"));
        return new Spike(field(map), suspect, failAbove(suspect, map.get("fail")));
    }

    /** The field is the model's; null where the model is mistaken. */
    @Nullable
    QualityTest residual(String stream, DeclaredModels models) {
        YamlMap map = map("model", "suspect", "fail");
        Double suspect = threshold(map.get("suspect"));
        Double fail = failAbove(suspect, map.get("fail"));
        YamlValue named = map.require("model", "a model of this stream");
        DeclaredModel model = named == null ? null : model(named, stream, models);
        return model == null || !fields.contains(model.value())
                ? null
                : new Residual(test.name(), model.value(), model.name(), suspect, fail);
    }

    private @Nullable DeclaredModel model(YamlValue named, String stream, DeclaredModels models) {
        String text = named.isText() ? named.text("a model") : null;
        DeclaredModel model = text == null ? null : models.find(text);
        if (model == null) {
            named.oneOf(models.of(stream));
            return null;
        }
        if (!model.of().equals(stream)) {
            named.refuse(named.found() + ", which is of " + YamlValue.quoted(model.of()), "a model of this stream");
            return null;
        }
        if (test.name().equals(Residual.CLIMATOLOGY) && !model.method().equals(Residual.CLIMATOLOGY)) {
            String found = named.found() + ", whose method is " + YamlValue.quoted(model.method());
            named.refuse(found, "a model with method: climatology, or residual: in place of climatology:");
            return null;
        }
        return model;
    }

    private YamlMap map(String... names) {
        YamlMap map =
                test.map("a map with " + names[0] + ", and suspect or fail").only(names);
        if (test.isMap() && !map.has("suspect") && !map.has("fail")) {
            test.refuseName("no threshold", "suspect: or fail: or both", null);
        }
        return map;
    }

    private String field(YamlMap map) {
        YamlValue named = map.require("field", "a field of numbers");
        String field = named == null ? null : named.oneOf(fields);
        return field == null ? "" : field;
    }

    private static @Nullable Double threshold(@Nullable YamlValue value) {
        Double threshold = value == null ? null : value.number("a number from 0 up");
        if (value != null && threshold != null && threshold < 0) {
            value.refuse("a number from 0 up");
        }
        return threshold;
    }

    private static @Nullable Double failAbove(@Nullable Double suspect, @Nullable YamlValue value) {
        Double fail = threshold(value);
        if (value != null && fail != null && suspect != null && fail < suspect) {
            value.refuse("at least the threshold of suspect");
        }
        return fail;
    }

    private static Range range(@Nullable YamlValue value) {
        if (value == null) {
            return new Range(null, null);
        }
        List<YamlValue> bounds = value.list(RANGE);
        if (bounds.size() != 2) {
            if (value.isList()) {
                value.refuse("a list of " + bounds.size(), RANGE);
            }
            return new Range(null, null);
        }
        Range range = new Range(bound(bounds.get(0)), bound(bounds.get(1)));
        if (range.isEmpty()) {
            value.refuse("a least value that is above the greatest", RANGE);
        }
        return range;
    }

    private static @Nullable Double bound(YamlValue value) {
        return value.isNull() ? null : value.number("a number, or null for no bound");
    }

    /** A range of numbers, open on a side that is null. */
    private record Range(@Nullable Double min, @Nullable Double max) {

        boolean isEmpty() {
            return min != null && max != null && min > max;
        }

        boolean holds(Range inner) {
            return (min == null || inner.min == null || inner.min >= min)
                    && (max == null || inner.max == null || inner.max <= max);
        }
    }
}
