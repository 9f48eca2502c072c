package datalab.web.page;

import datalab.web.http.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The page's libraries, packed as WebJars; may be named with their version or without. Thread-safe. */
final class WebJars {
    private static final Pattern LIBRARY = Pattern.compile("[a-z0-9][a-z0-9._-]*");

    private final ClassPathFiles files = new ClassPathFiles("META-INF/resources/webjars/");
    private final Map<String, String> versions = new ConcurrentHashMap<>();

    /** @param isVersioned whether the name says the version, so that its content can never change */
    record Found(Answer answer, boolean isVersioned) {}

    /** @param name such as {@code vue/dist/vue.js} or {@code vue/3.5.26/dist/vue.js} */
    Optional<Found> find(String name) {
        String[] parts = name.split("/", 2);
        if (parts.length < 2 || !LIBRARY.matcher(parts[0]).matches()) {
            return Optional.empty();
        }
        Optional<String> version = version(parts[0]);
        if (version.isEmpty()) {
            return Optional.empty();
        }
        if (parts[1].startsWith(version.get() + "/")) {
            return files.find(name).map(answer -> new Found(answer, true));
        }
        return files.find(parts[0] + "/" + version.get() + "/" + parts[1]).map(answer -> new Found(answer, false));
    }

    private Optional<String> version(String library) {
        return Optional.ofNullable(
                versions.computeIfAbsent(library, one -> packedVersion(one).orElse(null)));
    }

    private static Optional<String> packedVersion(String library) {
        String path = "META-INF/maven/org.webjars.npm/" + library + "/pom.properties";
        try (InputStream in = WebJars.class.getClassLoader().getResourceAsStream(path)) {
            if (in == null) {
                return Optional.empty();
            }
            Properties properties = new Properties();
            properties.load(in);
            return Optional.ofNullable(properties.getProperty("version"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
