package datalab.app.settings;

import datalab.ingest.SourceSettings;
import datalab.lab.yaml.syntax.Suggestion;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings by path from all sources, and records which were read, where each was set and which are invalid. Not
 * thread-safe; used once.
 */
final class SettingsReader implements SourceSettings {
    private static final String PREFIX = "DATALAB_";
    private static final String LABS = "labs";
    private static final String SERVERS = "DATALAB_SERVERS_";
    private static final String UNNAMED = "; the file names no such server, or its kind has no such setting";
    // Read by the launcher, by commands or by tests, not settings; and what Kubernetes sets for a service that is
    // called datalab.
    private static final Pattern NOT_SETTINGS = Pattern.compile("DATALAB_(JAVA_HOME|JVM_FLAGS|HEAP|TRACE|TEST_ALL|URL"
            + "|TOKEN|TOKEN_FILE|CA|CERT|CERT_KEY|CONFIG|SERVICE_.*|PORT|PORT_.*)");
    private static final Pattern BYTES = Pattern.compile("(\\d{1,12}) ?(B|KiB|MiB|GiB)?");
    private static final Duration RETENTION_MAX = Duration.ofDays(36_500);
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}) ?(ms|s|m|h|d)");

    private final Map<String, FoundSetting> file;
    private final Map<String, String> environment;
    private final Map<String, String> options;
    private final Map<String, EffectiveSetting> asked = new LinkedHashMap<>();
    private final List<String> mistakes = new ArrayList<>();
    private final Set<String> passedOver = new HashSet<>();

    SettingsReader(SettingsSources sources) {
        this.file = new LinkedHashMap<>(sources.file() == null ? Map.of() : YamlSettings.read(sources.file()));
        readProfiles(sources.profiles());
        this.environment = new HashMap<>(sources.environment());
        this.options = sources.options();
    }

    private void readProfiles(List<Path> profiles) {
        Map<String, FoundSetting> all = new LinkedHashMap<>();
        for (Path profile : profiles) {
            YamlSettings.readProfile(profile).forEach((path, found) -> {
                FoundSetting other = all.putIfAbsent(path, found);
                if (other != null && !other.text().equals(found.text())) {
                    mistakes.add(found.where() + ": " + path + " is another than in " + other.where()
                            + "; expected the same in all profiles that run together");
                }
                if (path.equals(LABS)) {
                    mistakes.add(found.where() + ": labs is the folder that profiles lie in; expected it elsewhere");
                }
            });
        }
        for (String path : all.keySet()) {
            // one says a secret, the other its file: that of the profile holds
            file.remove(path.endsWith("_file") ? path.substring(0, path.length() - 5) : path + "_file");
        }
        file.putAll(all);
    }

    @Override
    public String host() {
        return text("host", "127.0.0.1");
    }

    @Override
    public String text(String path, String fallback) {
        return read(path, fallback, text -> {
            if (text.isBlank()) {
                throw new Refused("a text that is not empty");
            }
            return text;
        });
    }

    Optional<String> optional(String path) {
        String text = read(path, "", Function.identity());
        return text.isBlank() ? Optional.empty() : Optional.of(text);
    }

    @Override
    public Optional<String> optional(String path, Pattern form, String expected) {
        return read(path, "", text -> {
            if (!text.isBlank() && !form.matcher(text).matches()) {
                throw new Refused(expected);
            }
            return text.isBlank() ? Optional.empty() : Optional.of(text);
        });
    }

    /** Texts of a form, separated by commas; none by default. */
    List<String> list(String path, Predicate<String> form, String expected) {
        return read(path, "", text -> {
            List<String> all = Stream.of(text.split(",", -1))
                    .map(String::strip)
                    .filter(one -> !one.isEmpty())
                    .toList();
            if (!all.stream().allMatch(form)) {
                throw new Refused(expected);
            }
            return all;
        });
    }

    /** The first names below a path in the file. */
    Set<String> namesIn(String section) {
        return file.keySet().stream()
                .filter(path -> path.startsWith(section + "."))
                .map(path -> path.substring(section.length() + 1).split("\\.", 2)[0])
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Whether the file has a value there, and no section. */
    boolean isValue(String path) {
        return file.containsKey(path);
    }

    /** Leaves a section of the file unread: nothing is said of what is in it. */
    void passOver(String path) {
        passedOver.add(path);
    }

    /** Notes that a value cannot be used. */
    void refuse(String path, String expected) {
        FoundSetting found = find(path, "");
        EffectiveSetting shown = asked.getOrDefault(path, new EffectiveSetting(path, found.text(), found.where()));
        mistakes.add(found.where() + ": " + path + " is '" + Secrets.hidden(shown.text()) + "'; expected " + expected);
    }

    /** Notes that a section of the file cannot be used. */
    void refuseSection(String section, String why) {
        String where = file.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(section + "."))
                .map(entry -> entry.getValue().where() + ": ")
                .findFirst()
                .orElse("");
        mistakes.add(where + section + " " + why);
    }

    /** Whether the environment has a setting, which then wins over the file. */
    boolean isVariable(String path) {
        return environment.containsKey(variable(path));
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('.')));
    }

    /** Like {@link #text}, but never printed. */
    String secret(String path, String fallback) {
        String value = read(path, fallback, Function.identity());
        asked.computeIfPresent(path, (key, setting) -> setting.masked());
        return value;
    }

    @Override
    public int port(String path, int fallback) {
        return number(path, fallback, 0, 65_535, "a port from 0 (any free one) to 65535");
    }

    @Override
    public int number(String path, int fallback, int min, int max, String expected) {
        return read(path, Integer.toString(fallback), text -> {
            if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < min || Integer.parseInt(text) > max) {
                throw new Refused(expected);
            }
            return Integer.parseInt(text);
        });
    }

    @Override
    public boolean flag(String path, boolean fallback) {
        return read(path, Boolean.toString(fallback), text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new Refused("true or false");
        });
    }

    <E extends Enum<E>> E choice(String path, E fallback) {
        E[] all = fallback.getDeclaringClass().getEnumConstants();
        return read(
                path,
                lower(fallback),
                text -> Arrays.stream(all)
                        .filter(each -> lower(each).equals(text))
                        .findFirst()
                        .orElseThrow(() -> new Refused(
                                Arrays.stream(all).map(each -> lower(each)).collect(Collectors.joining(" or ")))));
    }

    /** Some of the roles, separated by commas; all by default. */
    Set<Role> roles(String path) {
        return read(path, "all", text -> {
            Set<Role> roles = EnumSet.noneOf(Role.class);
            for (String name : text.split(",", -1)) {
                roles.addAll(rolesOf(name.strip()));
            }
            return Collections.unmodifiableSet(roles);
        });
    }

    private static Set<Role> rolesOf(String name) {
        Set<Role> found = Role.ALL.stream()
                .filter(role -> name.equals("all") || name.equals(role.toString()))
                .collect(Collectors.toSet());
        if (found.isEmpty()) {
            throw new Refused("all, or some of ingest, process, batch and web, separated by commas");
        }
        return found;
    }

    /** A size such as {@code 1MiB} or {@code 64 KiB}. */
    @Override
    public long bytes(String path, String fallback, long min, long max) {
        return read(path, fallback, text -> {
            Matcher matcher = BYTES.matcher(text);
            if (!matcher.matches()) {
                throw new Refused("a size such as 64KiB or 1MiB");
            }
            String unit = Optional.ofNullable(matcher.group(2)).orElse("B");
            int shift = List.of("B", "KiB", "MiB", "GiB").indexOf(unit) * 10;
            long bytes = Long.parseLong(matcher.group(1)) << shift;
            if (bytes < min || bytes > max) {
                throw new Refused("a size from " + min + " to " + max + " bytes");
            }
            return bytes;
        });
    }

    /** A length of time such as {@code 10s}, {@code 500ms} or {@code PT1M}. */
    Duration duration(String path, String fallback) {
        return read(path, fallback, SettingsReader::duration);
    }

    /** The same from one length to another, both included. */
    @Override
    public Duration duration(String path, String fallback, Duration min, Duration max) {
        return read(path, fallback, text -> {
            Duration duration = duration(text);
            if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
                throw new Refused("a length of time from " + text(min) + " to " + text(max));
            }
            return duration;
        });
    }

    /** How long something is kept; empty where nothing is said. */
    Optional<Duration> retention(String path) {
        return optional(path).map(text -> duration(path, "1h", Duration.ofHours(1), RETENTION_MAX));
    }

    private static String text(Duration time) {
        boolean areDays = Duration.ofDays(time.toDays()).equals(time);
        return areDays ? time.toDays() + "d" : time.toSeconds() > 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }

    private static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        try {
            return matcher.matches()
                    ? Duration.parse(iso(Long.parseLong(matcher.group(1)), matcher.group(2)))
                    : Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new Refused("a length of time such as 500ms, 10s or 5m");
        }
    }

    private static String iso(long count, String unit) {
        return switch (unit) {
            case "ms" -> "PT" + count / 1000 + "." + String.format(Locale.ROOT, "%03d", count % 1000) + "S";
            case "d" -> "P" + count + "D";
            default -> "PT" + count + unit.toUpperCase(Locale.ROOT);
        };
    }

    /** The errors so far, and every key and variable that no component reads. */
    List<String> mistakes() {
        List<String> all = new ArrayList<>(mistakes);
        file.forEach((path, found) -> {
            if (!asked.containsKey(path) && !isPassedOver(path)) {
                all.add(found.where() + ": there is no setting " + path + nearest(path));
            }
        });
        Set<String> variables =
                asked.keySet().stream().map(SettingsReader::variable).collect(Collectors.toSet());
        List<String> left = passedOver.stream().map(SettingsReader::variable).toList();
        for (String name : new TreeSet<>(environment.keySet())) {
            if (name.startsWith(PREFIX)
                    && !variables.contains(name)
                    && left.stream().noneMatch(section -> name.startsWith(section + "_"))
                    && !NOT_SETTINGS.matcher(name).matches()) {
                all.add(name + ": there is no such setting" + (name.startsWith(SERVERS) ? UNNAMED : ""));
            }
        }
        return all;
    }

    private boolean isPassedOver(String path) {
        return passedOver.stream().anyMatch(section -> path.equals(section) || path.startsWith(section + "."));
    }

    /** Grouped by section, in the order in which sections were last read: a setting may be read by several components. */
    List<EffectiveSetting> effective() {
        Map<String, List<EffectiveSetting>> sections = new LinkedHashMap<>();
        for (EffectiveSetting setting : asked.values()) {
            String section = setting.section();
            List<EffectiveSetting> earlier = sections.remove(section);
            List<EffectiveSetting> all = earlier == null ? new ArrayList<>() : earlier;
            all.add(setting);
            sections.put(section, all);
        }
        return sections.values().stream().flatMap(List::stream).toList();
    }

    private <T> T read(String path, String fallback, Function<String, T> parse) {
        FoundSetting found = find(path, fallback);
        asked.put(path, new EffectiveSetting(path, found.text(), found.where()));
        try {
            return parse.apply(found.text());
        } catch (Refused e) {
            String text = Secrets.hidden(found.text());
            mistakes.add(found.where() + ": " + path + " is '" + text + "'; expected " + e.expected);
            return parse.apply(fallback);
        }
    }

    private FoundSetting find(String path, String fallback) {
        String option = options.get(path);
        if (option != null) {
            return new FoundSetting(option, "--" + path.replace('.', '-').replace('_', '-'));
        }
        String variable = environment.get(variable(path));
        if (variable != null) {
            return new FoundSetting(variable, variable(path));
        }
        FoundSetting written = file.get(path);
        return written != null ? written : new FoundSetting(fallback, "default");
    }

    private String nearest(String path) {
        String last = path.substring(path.lastIndexOf('.') + 1);
        List<String> siblings = asked.keySet().stream()
                .filter(known -> parent(known).equals(parent(path)))
                .toList();
        String beside = Suggestion.of(path, siblings);
        return asked.keySet().stream()
                .filter(known -> known.equals(last) || known.endsWith("." + last) || last.startsWith(known))
                .findFirst()
                .or(() -> Optional.ofNullable(beside))
                .map(SettingsReader::meant)
                .orElse("; datalab.example.yaml lists all");
    }

    static String meant(@Nullable String known) {
        return known == null ? "" : "; is " + known + " meant?";
    }

    private static String variable(String path) {
        return PREFIX + path.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** A value cannot be used; caught in {@link #read}, which knows the rest of the message. */
    private static final class Refused extends RuntimeException {
        private final String expected;

        Refused(String expected) {
            super(expected);
            this.expected = expected;
        }
    }
}
