package datalab.cache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.store.server.CacheServer;
import datalab.store.server.ServerSettings;
import datalab.store.server.ServerType;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A Redis: {@code kind: redis}. */
public final class RedisServerType implements ServerType {
    private static final String URL = "a Redis, such as redis://host:6379, or rediss://host:6379/0 with TLS";
    private static final String LOGIN = "([^/:@?%]|%[0-9a-fA-F]{2})*";
    private static final Pattern URL_FORM = Pattern.compile(
            "(?<scheme>rediss?)://((?<user>" + LOGIN + ")(:(?<password>" + LOGIN + "))?@)?"
                    + "(\\[(?<v6>[^\\]\\s]+)\\]|(?<host>[^/:@?\\[\\]\\s]+))(:(?<port>\\d{1,5}))?(/(?<database>\\d{1,4})?)?");
    private static final String PEM = "a file of PEM that can be read";
    private static final int USUAL_PORT = 6379;
    private static final int PORT_MAX = 65_535;
    private static final Duration TIMEOUT_MIN = Duration.ofMillis(5);
    private static final Duration TIMEOUT_MAX = Duration.ofSeconds(2);

    @Override
    public String kind() {
        return "redis";
    }

    @Override
    public CacheServer configure(ServerSettings settings) {
        String url = settings.required("url", URL);
        Optional<String> user = settings.optional("user");
        Optional<String> password = settings.secret("password");
        Duration timeout = settings.duration("timeout", "50ms", TIMEOUT_MIN, TIMEOUT_MAX);
        Optional<Path> ca = file(settings, "ca_file");
        Optional<Path> cert = file(settings, "cert_file");
        Optional<Path> key = file(settings, "key_file");
        Matcher form = URL_FORM.matcher(url);
        if (!form.matches() || port(form) > PORT_MAX) {
            if (!url.isEmpty()) {
                settings.refuse("url", URL);
            }
            return meters -> {
                throw new IllegalStateException("these settings were refused");
            };
        }
        boolean isTls = form.group("scheme").equals("rediss");
        refuse(settings, "user", user.isPresent() && form.group("user") != null, "nothing, since the url names a user");
        refuse(settings, "ca_file", ca.isPresent() && !isTls, "a url with rediss:// beside it");
        refuse(settings, "cert_file", cert.isPresent() && !isTls, "a url with rediss:// beside it");
        refuse(settings, "cert_file", cert.isPresent() && key.isEmpty(), "key_file beside it");
        refuse(settings, "key_file", key.isPresent() && cert.isEmpty(), "cert_file beside it");
        RedisAddress address = new RedisAddress(
                text(form, "v6").or(() -> text(form, "host")).orElse(""),
                port(form),
                text(form, "database").map(Integer::parseInt).orElse(0),
                user.or(() -> text(form, "user").map(RedisServerType::decoded)).orElse(""),
                password.or(() -> text(form, "password").map(RedisServerType::decoded))
                        .orElse(""),
                isTls ? new RedisAddress.Tls(ca, cert, key) : null);
        return meters -> new RedisCache(settings.name(), address, timeout, meters);
    }

    private static void refuse(ServerSettings settings, String setting, boolean isWrong, String expected) {
        if (isWrong) {
            settings.refuse(setting, expected);
        }
    }

    private static Optional<Path> file(ServerSettings settings, String setting) {
        try {
            Optional<Path> file = settings.optional(setting).map(Path::of);
            if (file.filter(path -> !Files.isReadable(path)).isPresent()) {
                settings.refuse(setting, PEM);
            }
            return file;
        } catch (InvalidPathException e) {
            settings.refuse(setting, PEM);
            return Optional.empty();
        }
    }

    private static Optional<String> text(Matcher form, String group) {
        @Nullable String text = form.group(group);
        return Optional.ofNullable(text).filter(found -> !found.isEmpty());
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    }

    private static int port(Matcher form) {
        return text(form, "port").map(Integer::parseInt).orElse(USUAL_PORT);
    }
}
