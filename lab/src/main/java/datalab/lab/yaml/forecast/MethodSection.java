package datalab.lab.yaml.forecast;

import datalab.forecast.Climatology;
import datalab.forecast.External;
import datalab.forecast.HoltWinters;
import datalab.forecast.KalmanFilter;
import datalab.forecast.ModelMethod;
import datalab.forecast.Persistence;
import datalab.lab.yaml.stream.TimeSection;
import datalab.lab.yaml.syntax.YamlMap;
import datalab.lab.yaml.syntax.YamlValue;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code method:} of a model, with what belongs to it. */
final class MethodSection {
    private static final List<String> OF_ALL = List.of("title", "of", "value", "every", "method", "horizons");
    private static final Map<String, Climatology.Part> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put("season", Climatology.Part.SEASON);
        PARTS.put("weekday", Climatology.Part.WEEKDAY);
        PARTS.put("hour", Climatology.Part.HOUR);
    }

    /** In slots: a state has as many numbers. */
    private static final int SEASON_MIN = 2;

    private static final int SEASON_MAX = 1_000;
    /** As many as a day usually needs. */
    private static final int HARMONICS = 3;

    private static final int HARMONICS_MAX = 24;

    /** The methods, each with the names of what belongs to it. */
    private static final Map<String, List<String>> METHODS = new LinkedHashMap<>();

    static {
        METHODS.put("persistence", List.of("fit"));
        METHODS.put("climatology", List.of("fit", "parts", "zone"));
        METHODS.put("holt-winters", List.of("fit", "season"));
        METHODS.put("kalman", List.of("fit", "season", "harmonics"));
        METHODS.put("external", List.of());
    }

    private final YamlMap map;
    private final @Nullable Duration every;
    private final @Nullable String method;

    MethodSection(YamlMap map, @Nullable Duration every) {
        this.map = map;
        this.every = every;
        YamlValue value = map.require("method", "how it is expected");
        this.method = value == null ? null : value.oneOf(METHODS.keySet());
    }

    /** All names that a model with this method may have. */
    String[] names() {
        List<String> own = method == null
                ? METHODS.values().stream().flatMap(List::stream).distinct().toList()
                : Objects.requireNonNull(METHODS.get(method));
        return Stream.concat(OF_ALL.stream(), own.stream()).toArray(String[]::new);
    }

    @Nullable
    ModelMethod read() {
        if (method == null || every == null) {
            return null;
        }
        return switch (method) {
            case "persistence" -> new Persistence();
            case "climatology" -> climatology(every);
            case "holt-winters" -> holtWinters(every);
            case "kalman" -> kalman(every);
            default -> new External();
        };
    }

    private @Nullable ModelMethod holtWinters(Duration length) {
        YamlValue season = map.require("season", "after how long the series repeats itself, such as 24h");
        Integer slots = season == null ? null : slots(season, length);
        return slots == null ? null : new HoltWinters(slots);
    }

    private @Nullable ModelMethod kalman(Duration length) {
        YamlValue season = map.get("season");
        if (season == null) {
            YamlValue harmonics = map.get("harmonics");
            if (harmonics != null) {
                harmonics.refuseName("harmonics without a season", "season: as well, such as season: 24h", null);
            }
            return new KalmanFilter(0, 0);
        }
        Integer slots = slots(season, length);
        if (slots == null) {
            return null;
        }
        int most = Math.min(slots / 2, HARMONICS_MAX);
        Integer harmonics = map.read("harmonics", value -> harmonics(value, most), Math.min(HARMONICS, most));
        return harmonics == null ? null : new KalmanFilter(slots, harmonics);
    }

    private static @Nullable Integer harmonics(YamlValue value, int most) {
        Double number = value.number("a whole number");
        if (number != null && number == Math.rint(number) && number >= 1 && number <= most) {
            return number.intValue();
        }
        if (number != null) {
            value.refuse(
                    value.found(),
                    "a whole number from 1 to " + most + ", half as many as the season has slots at most");
        }
        return null;
    }

    /** How many slots a season has. */
    private static @Nullable Integer slots(YamlValue season, Duration length) {
        Duration least = length.multipliedBy(SEASON_MIN);
        Duration read = season.duration(least, length.multipliedBy(SEASON_MAX));
        if (read == null || read.compareTo(least) < 0 || read.compareTo(length.multipliedBy(SEASON_MAX)) > 0) {
            return null;
        }
        if (read.toNanos() % length.toNanos() != 0) {
            season.refuse(season.found(), "a whole number of slots, as every: has it");
            return null;
        }
        return Math.toIntExact(read.dividedBy(length));
    }

    private @Nullable ModelMethod climatology(Duration length) {
        YamlValue zone = map.get("zone");
        ZoneId id = zone == null ? null : TimeSection.zone(zone);
        List<Climatology.Part> parts = new ArrayList<>();
        YamlValue section = map.get("parts");
        if (section == null) {
            parts.addAll(PARTS.values());
        } else {
            for (YamlValue part : section.oneOrMore()) {
                Climatology.Part read = part.choice(PARTS);
                if (read != null && parts.contains(read)) {
                    part.refuse(part.found() + " a second time", "each once");
                } else if (read != null) {
                    parts.add(read);
                }
            }
        }
        return new Climatology(
                length,
                id == null ? ZoneOffset.UTC : id,
                parts.stream().sorted().toList());
    }
}
