package datalab.web.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import datalab.lab.event.Coordinate;
import datalab.lab.event.Offsets;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
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
record LiveCursor(SortedMap<String, Offsets> next) {
    private static final int CHARACTERS_MAX = 16_384;
    /** Possessive, so that a long one needs no stack. */
    private static final Pattern FORM =
            Pattern.compile("([\\w-]++(:\\d{1,9}+=\\d{1,18}+)++)?+(;[\\w-]++(:\\d{1,9}+=\\d{1,18}+)++)*+");

    LiveCursor {
        next = Collections.unmodifiableSortedMap(new TreeMap<>(next));
    }

    /** Opaque, without blanks and line ends. */
    String text() {
        String plain = next.entrySet().stream()
                .map(stream -> stream.getKey() + text(stream.getValue()))
                .collect(Collectors.joining(";"));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(UTF_8));
    }

    private static String text(Offsets offsets) {
        return new TreeMap<>(offsets.byPartition())
                .entrySet().stream()
                        .map(partition -> ":" + partition.getKey() + "=" + partition.getValue())
                        .collect(Collectors.joining());
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
        Map<String, Map<Integer, Long>> read = new HashMap<>();
        for (String stream : plain.isEmpty() ? new String[0] : plain.split(";", -1)) {
            String[] parts = stream.split(":", -1);
            Map<Integer, Long> offsets = read.computeIfAbsent(parts[0], name -> new HashMap<>());
            for (int i = 1; i < parts.length; i++) {
                String[] pair = parts[i].split("=", -1);
                offsets.put(Integer.parseInt(pair[0]), Long.parseLong(pair[1]));
            }
        }
        SortedMap<String, Offsets> next = new TreeMap<>();
        read.forEach((stream, offsets) -> next.put(stream, new Offsets(offsets)));
        return new LiveCursor(next);
    }

    /** The same once this has been shown too. */
    LiveCursor after(String stream, Coordinate at) {
        return with(stream, of(stream).with(at.partition(), at.offset() + 1));
    }

    /** As far as this, but no further than that in the partitions of a stream for which that says an offset. */
    LiveCursor notBeyond(String stream, Offsets most) {
        if (!next.containsKey(stream) || most.byPartition().isEmpty()) {
            return this;
        }
        Map<Integer, Long> bounded = new HashMap<>(of(stream).byPartition());
        bounded.replaceAll(
                (partition, offset) -> Math.min(offset, most.byPartition().getOrDefault(partition, offset)));
        return with(stream, new Offsets(bounded));
    }

    private LiveCursor with(String stream, Offsets offsets) {
        SortedMap<String, Offsets> changed = new TreeMap<>(next);
        changed.put(stream, offsets);
        return new LiveCursor(changed);
    }

    /** The next offset of each partition of a stream. */
    Offsets of(String stream) {
        return next.getOrDefault(stream, Offsets.NONE);
    }

    /** The next offset of a partition; empty where it is not said. */
    Optional<Long> of(String stream, int partition) {
        return Optional.ofNullable(of(stream).byPartition().get(partition));
    }
}
