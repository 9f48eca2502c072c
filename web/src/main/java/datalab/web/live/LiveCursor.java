package datalab.web.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.lab.event.Coordinate;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How far a lab has been shown: the next offset of each partition, by stream. As text it is the id of a server-sent event, by
 * which a client that lost its connection goes on. Not signed: a forged one gives no further access.
 */
record LiveCursor(SortedMap<String, SortedMap<Integer, Long>> next) {
    private static final int CHARACTERS_MAX = 16_384;
    /** Possessive, so that a long one needs no stack. */
    private static final Pattern FORM =
            Pattern.compile("([\\w-]++(:\\d{1,9}+=\\d{1,18}+)++)?+(;[\\w-]++(:\\d{1,9}+=\\d{1,18}+)++)*+");

    LiveCursor {
        SortedMap<String, SortedMap<Integer, Long>> copy = new TreeMap<>();
        next.forEach((stream, offsets) -> copy.put(stream, Collections.unmodifiableSortedMap(new TreeMap<>(offsets))));
        next = Collections.unmodifiableSortedMap(copy);
    }

    /** Opaque, without blanks and line ends. */
    String text() {
        String plain = next.entrySet().stream()
                .map(stream -> stream.getKey()
                        + stream.getValue().entrySet().stream()
                                .map(partition -> ":" + partition.getKey() + "=" + partition.getValue())
                                .collect(Collectors.joining()))
                .collect(Collectors.joining(";"));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(UTF_8));
    }

    /** Empty where it is not one. */
    static Optional<LiveCursor> parse(String text) {
        if (text.length() > CHARACTERS_MAX) {
            return Optional.empty();
        }
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), UTF_8);
            return FORM.matcher(plain).matches() ? Optional.of(parsed(plain)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static LiveCursor parsed(String plain) {
        SortedMap<String, SortedMap<Integer, Long>> next = new TreeMap<>();
        for (String stream : plain.isEmpty() ? new String[0] : plain.split(";", -1)) {
            String[] parts = stream.split(":", -1);
            SortedMap<Integer, Long> offsets = next.computeIfAbsent(parts[0], name -> new TreeMap<>());
            for (int i = 1; i < parts.length; i++) {
                String[] pair = parts[i].split("=", -1);
                offsets.put(Integer.parseInt(pair[0]), Long.parseLong(pair[1]));
            }
        }
        return new LiveCursor(next);
    }

    /** The same once this has been shown too. */
    LiveCursor after(String stream, Coordinate at) {
        SortedMap<String, SortedMap<Integer, Long>> changed = new TreeMap<>(next);
        SortedMap<Integer, Long> offsets = new TreeMap<>(next.getOrDefault(stream, new TreeMap<>()));
        offsets.put(at.partition(), at.offset() + 1);
        changed.put(stream, offsets);
        return new LiveCursor(changed);
    }

    /** As far as this, but in no partition further than that. */
    LiveCursor notBeyond(Map<String, Map<Integer, Long>> most) {
        SortedMap<String, SortedMap<Integer, Long>> less = new TreeMap<>();
        next.forEach((stream, offsets) -> {
            Map<Integer, Long> bounds = most.getOrDefault(stream, Map.of());
            SortedMap<Integer, Long> bounded = new TreeMap<>();
            offsets.forEach((partition, offset) ->
                    bounded.put(partition, Math.min(offset, bounds.getOrDefault(partition, offset))));
            less.put(stream, bounded);
        });
        return new LiveCursor(less);
    }

    /** The next offset of a partition; empty where it is not said. */
    Optional<Long> of(String stream, int partition) {
        Map<Integer, Long> offsets = next.get(stream);
        return Optional.ofNullable(offsets == null ? null : offsets.get(partition));
    }
}
