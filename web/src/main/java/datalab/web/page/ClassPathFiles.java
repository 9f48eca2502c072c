package datalab.web.page;

import datalab.web.http.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Files below one folder of the class path, read once and kept. Nothing outside that folder, and no class, can be
 * had. Only files that exist are kept, so the memory is bounded by what was packed. Thread-safe.
 */
final class ClassPathFiles {
    /**
     * Segments that begin with a letter or digit: no dots first, so no way up, and nothing hidden. Possessive, so that long
     * ones need no stack.
     */
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9_@][A-Za-z0-9_.@-]*+(/[A-Za-z0-9_@][A-Za-z0-9_.@-]*+)*+");

    private static final Map<String, String> CONTENT_TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("map", "application/json"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("txt", "text/plain; charset=utf-8"));

    private final String folder;
    private final Map<String, Answer> read = new ConcurrentHashMap<>();

    /** @param folder ends with a slash */
    ClassPathFiles(String folder) {
        this.folder = folder;
    }

    /** @param name relative to the folder, as a request gave it */
    Optional<Answer> find(String name) {
        String contentType = contentType(name);
        if (contentType == null || !NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        return Optional.ofNullable(read.computeIfAbsent(name, missing -> read(missing, contentType)));
    }

    private @Nullable Answer read(String name, String contentType) {
        try (InputStream in = ClassPathFiles.class.getClassLoader().getResourceAsStream(folder + name)) {
            return in == null ? null : Answer.of(contentType, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable String contentType(String name) {
        return CONTENT_TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    }
}
