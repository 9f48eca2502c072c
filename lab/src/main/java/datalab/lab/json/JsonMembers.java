package datalab.lab.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import datalab.lab.text.Utf8;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Sets members of a JSON object, leaving every other byte as its sender wrote it. */
public final class JsonMembers {
    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] NULL = "null".getBytes(UTF_8);

    private JsonMembers() {}

    /** The bytes of a member's value, and what takes their place. */
    @SuppressWarnings("ArrayRecordComponent") // used once; instances are never compared
    private record Place(int from, int until, byte[] text) {}

    /**
     * Gives members these values, each where it stands, or else at the beginning.
     *
     * @param object one object that a decoder has accepted
     * @param members the JSON text of each value by name; a null makes a member null where there is such a one
     */
    public static byte[] set(byte[] object, Map<String, @Nullable String> members) {
        try (JsonParser parser = JSON.createParser(object, start(object), object.length - start(object))) {
            return set(object, parser, members);
        } catch (IOException e) {
            throw new IllegalStateException("the object was decoded before", e);
        }
    }

    private static byte[] set(byte[] object, JsonParser parser, Map<String, @Nullable String> members)
            throws IOException {
        int start = start(object);
        Map<String, @Nullable String> missing = new LinkedHashMap<>(members);
        List<Place> places = new ArrayList<>();
        parser.nextToken();
        boolean isEmpty = true;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            isEmpty = false;
            parser.nextToken();
            int from = start + (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            parser.finishToken();
            if (members.containsKey(name)) {
                int until = start + (int) parser.currentLocation().getByteOffset();
                String text = missing.remove(name);
                places.add(new Place(from, until, text == null ? NULL : text.getBytes(UTF_8)));
            }
        }
        byte[] added = added(missing, isEmpty);
        return places.isEmpty() && added.length == 0 ? object : spliced(object, start + 1, added, places);
    }

    private static byte[] added(Map<String, @Nullable String> missing, boolean isEmpty) {
        StringJoiner added = new StringJoiner(",");
        missing.forEach((name, text) -> {
            if (text != null) {
                added.add("\"" + name + "\":" + text);
            }
        });
        return (added + (isEmpty || added.length() == 0 ? "" : ",")).getBytes(UTF_8);
    }

    /** @param open the place behind the opening brace */
    private static byte[] spliced(byte[] object, int open, byte[] added, List<Place> places) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(object.length + added.length + 32);
        out.write(object, 0, open);
        out.writeBytes(added);
        int copied = open;
        for (Place place : places) {
            out.write(object, copied, place.from() - copied);
            out.writeBytes(place.text());
            copied = place.until();
        }
        out.write(object, copied, object.length - copied);
        return out.toByteArray();
    }

    private static int start(byte[] object) {
        return Utf8.skipMarkAndSpace(object, 0, object.length);
    }
}
