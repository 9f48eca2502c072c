package datalab.app.settings;

import datalab.app.settings.Settings.Batch;
import datalab.app.settings.Settings.Grpc;
import datalab.app.settings.Settings.Http;
import datalab.app.settings.Settings.Limits;
import datalab.app.settings.Settings.Logs;
import datalab.app.settings.Settings.Postgres;
import datalab.app.settings.Settings.Web;
import datalab.app.source.Servers;
import datalab.app.source.Sources;
import datalab.app.terminal.CommandFailed;
import datalab.http.HttpSettings;
import datalab.ingest.ConfiguredSource;
import datalab.store.server.ServerType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The settings in force and where each came from. */
public record LoadedSettings(Settings settings, List<EffectiveSetting> effective) {
    private static final String LABS = "labs";
    private static final String SHARED_CACHE = "cache.shared";
    private static final Duration LEASE_MIN = Duration.ofSeconds(2);
    private static final Duration QUESTION_MIN = Duration.ofSeconds(1);
    private static final Duration QUESTION_MAX = Duration.ofMinutes(10);
    private static final Duration LEASE_MAX = Duration.ofHours(1);
    /** The host becomes part of a header, so it must not contain that header's delimiters. */
    private static final Pattern TILES = Pattern.compile(
            "(?=.*\\{z})(?=.*\\{x})(?=.*\\{y})https?://(\\{s}\\.)?[A-Za-z0-9.-]+(:\\d{1,5})?/[^\\s;,'\"<>]*");

    private static final Pattern BASE = Pattern.compile("(/[A-Za-z0-9][A-Za-z0-9._~-]*)+");
    private static final Predicate<String> NAME = Pattern.compile(
                    "[A-Za-z0-9._-]+(:\\d{1,5})?|\\[[0-9A-Fa-f:.]+](:\\d{1,5})?")
            .asMatchPredicate();
    private static final Predicate<String> ORIGIN = Pattern.compile(
                    "https?://([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:\\d{1,5})?")
            .asMatchPredicate();

    /** Reads all sources; throws {@link CommandFailed} with every unknown key and bad value, each with its location. */
    public static LoadedSettings load(SettingsSources sources) {
        return load(sources, Servers.ALL);
    }

    static LoadedSettings load(SettingsSources sources, List<ServerType> kinds) {
        SettingsReader reader = new SettingsReader(sources);
        Settings settings = read(reader, kinds, sources.profiles());
        if (settings.cache().shared().isPresent() && settings.sharedCache().isEmpty()) {
            reader.refuse(SHARED_CACHE, "the name of a server of kind redis under servers:");
        }
        List<String> mistakes = new ArrayList<>(reader.mistakes());
        if (mistakes.isEmpty() && !settings.allowOpen() && !settings.access().on() && !settings.loopbackOnly()) {
            mistakes.add("host is " + settings.host() + ", which other machines can reach, and nobody has to log in;"
                    + " set access.on: true, or add --allow-open if that is what you want");
        }
        if (mistakes.stream().anyMatch(mistake -> mistake.startsWith("--"))) {
            throw CommandFailed.ofUsage(String.join("\n", mistakes)); // as of any option
        }
        if (!mistakes.isEmpty()) {
            throw new CommandFailed(String.join("\n", mistakes));
        }
        return new LoadedSettings(settings, reader.effective());
    }

    /** The folder of labs alone; other settings are not checked, as the profiles that are in this folder may change them. */
    public static Path labs(SettingsSources sources) {
        return Path.of(new SettingsReader(sources).text("labs", LABS));
    }

    /** The settings as YAML, each with where it came from; no secrets. */
    public String print() {
        StringBuilder out = new StringBuilder();
        List<String> section = List.of();
        for (EffectiveSetting setting : effective) {
            List<String> names = List.of(setting.path().split("\\."));
            List<String> parents = names.subList(0, names.size() - 1);
            for (int depth = 0; depth < parents.size(); depth++) {
                if (!section.equals(parents) && !startsWith(section, parents.subList(0, depth + 1))) {
                    out.append("  ".repeat(depth)).append(parents.get(depth)).append(":\n");
                }
            }
            section = parents;
            String line = "  ".repeat(parents.size()) + names.getLast() + ": " + quoted(Secrets.hidden(setting.text()));
            out.append(String.format("%-44s # %s%n", line, setting.where()));
        }
        return out.toString();
    }

    private static boolean startsWith(List<String> names, List<String> first) {
        return names.size() >= first.size() && names.subList(0, first.size()).equals(first);
    }

    private static Settings read(SettingsReader reader, List<ServerType> kinds, List<Path> profiles) {
        return new Settings(
                Path.of(reader.text("data", "data")),
                Path.of(reader.text("labs", LABS)),
                reader.roles("role"),
                reader.host(),
                reader.flag("allow_open", false),
                TlsReader.read(reader),
                http(reader),
                sources(reader),
                new ServersReader(reader, kinds).read(),
                new Settings.Cache(reader.optional(SHARED_CACHE)),
                new Grpc(reader.port("grpc.port", 9090), reader.flag("grpc.tls", true)),
                new Web(
                        reader.flag("web.sql", true),
                        reader.optional("web.tiles", TILES, "a URL such as https://tile.example.org/{z}/{x}/{y}.png"),
                        reader.text("web.tiles_credit", "© OpenStreetMap contributors")),
                KafkaSettings.read(reader),
                postgres(reader),
                new Batch(reader.duration("batch.lease", "60s", LEASE_MIN, LEASE_MAX)),
                new Settings.Rejects(reader.retention("rejects.retain")),
                limits(reader),
                new Logs(
                        reader.choice("log.format", Logs.Format.TEXT),
                        reader.choice("log.level", Logs.Level.INFO),
                        reader.flag("log.access", false)),
                AccessSettings.read(reader),
                profiles);
    }

    private static Http http(SettingsReader reader) {
        return new Http(
                reader.port("http.port", 8080),
                reader.optional("http.base", BASE, "a path such as /lab, without a slash at its end")
                        .orElse(""),
                reader.flag("http.tls", true),
                reader.list("http.names", NAME, "host names such as lab.example.org, separated by commas"),
                reader.list("http.origins", ORIGIN, "origins such as https://app.example.org, separated by commas"),
                reader.list(
                        "http.proxies",
                        HttpSettings::isProxy,
                        "addresses such as 10.0.0.1 or 10.0.0.0/8, separated by commas"));
    }

    private static Map<String, ConfiguredSource> sources(SettingsReader reader) {
        Map<String, ConfiguredSource> sources = new LinkedHashMap<>();
        Sources.ALL.forEach(type -> sources.put(type.name(), type.configure(reader)));
        return sources;
    }

    private static Postgres postgres(SettingsReader reader) {
        return new Postgres(
                reader.port("postgres.port", 15_432),
                reader.optional("postgres.url"),
                reader.text("postgres.user", "datalab"),
                reader.secret("postgres.password", ""),
                reader.number("postgres.write_connections", 4, 1, 200, "1 to 200 connections"),
                reader.number("postgres.read_connections", 6, 1, 200, "1 to 200 connections"));
    }

    private static Limits limits(SettingsReader reader) {
        return new Limits(
                (int) reader.bytes("limits.event_bytes", "1MiB", 1 << 10, 1 << 20),
                (int) reader.bytes("limits.in_flight_bytes", "32MiB", 4 << 20, 1 << 30),
                reader.bytes("limits.cache_bytes", "64MiB", 0, 1L << 34),
                reader.number("limits.live_clients", 200, 0, 1_000_000, "0 to 1000000 clients"),
                reader.duration("limits.question", "30s", QUESTION_MIN, QUESTION_MAX),
                reader.number("limits.body_bytes_per_second", 500, 1, 1_000_000, "1 to 1000000 bytes a second"),
                reader.duration("limits.stop", "10s"));
    }

    private static String quoted(String text) {
        if (text.contains("\n")) {
            return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
        }
        return text.isEmpty() ? "" : text.matches("[\\w./-]+") ? text : "'" + text.replace("'", "''") + "'";
    }
}
