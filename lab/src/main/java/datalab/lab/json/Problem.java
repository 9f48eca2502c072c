package datalab.lab.json;

import datalab.lab.text.OrderedMaps;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The body of every HTTP error response: problem details by RFC 9457. Immutable; independent of a server, so that ingest
 * and queries share it.
 *
 * @param status the HTTP status
 * @param title the kind of problem, the same for all of its kind
 * @param detail what was found and what was expected, for a person
 * @param more further members by name: texts, numbers, booleans, and lists and maps of these
 */
public record Problem(int status, String title, String detail, Map<String, ?> more) {
    public static final String CONTENT_TYPE = "application/problem+json";

    public Problem {
        more = OrderedMaps.copy(more);
    }

    public Problem(int status, String title, String detail) {
        this(status, title, detail, Map.of());
    }

    /** The body of the answer, in UTF-8. */
    public byte[] json() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "about:blank");
        members.put("title", title);
        members.put("status", status);
        members.put("detail", detail);
        members.putAll(more);
        return JsonText.of(members);
    }
}
