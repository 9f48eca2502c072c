package datalab.access.audit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The access log: a line for each request of every protocol. What clients have a say in is bounded, on one line, and without
 * tokens. Thread-safe.
 */
public final class AccessLog {
    /** Whose level turns the log on and off. */
    public static final String NAME = "datalab.requests";

    private static final Logger LOG = LoggerFactory.getLogger(NAME);
    private static final int CHARS_MAX = 300;
    private static final Pattern TOKEN = Pattern.compile("(dl_[a-z0-9]{4,16}_)[A-Za-z0-9-]++|(eyJ)[\\w.-]{20,}+");

    private AccessLog() {}

    /**
     * A request that has been answered, or given up.
     *
     * @param way such as {@code http}
     * @param route the pattern of an endpoint's path; null where there is none, as are {@code path} and {@code bytes}
     * @param status as the protocol has it
     * @param cache {@code hit}, {@code stale} or {@code miss}; null for what is never kept
     * @param caller null where nobody has to log in
     * @param address the client's, or the one that a trusted proxy names
     */
    public record Line(
            String way,
            String method,
            @Nullable String route,
            @Nullable String path,
            String status,
            @Nullable Long bytes,
            @Nullable String cache,
            long ms,
            @Nullable String caller,
            String address) {}

    public static boolean isOn() {
        return LOG.isInfoEnabled();
    }

    public static void write(Line line) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("way", line.way());
        values.put("method", line.method());
        values.put("route", line.route());
        values.put("path", line.path());
        values.put("status", line.status());
        values.put("bytes", line.bytes());
        values.put("cache", line.cache());
        values.put("ms", line.ms());
        values.put("caller", line.caller());
        values.put("address", line.address());
        LoggingEventBuilder event = LOG.atInfo();
        for (Map.Entry<String, @Nullable Object> value : values.entrySet()) {
            if (value.getValue() != null) {
                event = event.addKeyValue(
                        value.getKey(), value.getValue() instanceof String text ? plain(text) : value.getValue());
            }
        }
        event.log("request");
    }

    /** On one line, without quotes, which end a value in a line of text, and of a bounded length. */
    public static String plain(String text) {
        String shown = TOKEN.matcher(text.length() > 4 * CHARS_MAX ? text.substring(0, 4 * CHARS_MAX) : text)
                .replaceAll("$1$2…");
        StringBuilder plain = new StringBuilder();
        int i = 0;
        for (; i < shown.length() && plain.length() < CHARS_MAX; i++) {
            char c = shown.charAt(i);
            boolean isPlain = (c >= ' ' && c < 0x7f && c != '"' && c != '\\') || c == '…';
            plain.append(isPlain ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        return i < shown.length() ? plain + "…" : plain.toString();
    }
}
