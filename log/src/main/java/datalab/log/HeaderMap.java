package datalab.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** A record's headers as strings, decoded lazily: the speed layer reads one of six. Immutable. */
final class HeaderMap extends AbstractMap<String, String> {
    private final Headers headers;

    HeaderMap(Headers headers) {
        this.headers = headers;
    }

    @Override
    public @Nullable String get(@Nullable Object name) {
        Header header = name instanceof String text ? headers.lastHeader(text) : null;
        return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return get(name) != null;
    }

    @Override
    public Set<Map.Entry<String, String>> entrySet() {
        Map<String, String> all = new LinkedHashMap<>();
        for (Header header : headers) {
            if (header.value() != null) {
                all.put(header.key(), new String(header.value(), UTF_8));
            }
        }
        return all.entrySet();
    }
}
