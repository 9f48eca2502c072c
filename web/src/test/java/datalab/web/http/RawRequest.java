package datalab.web.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A case of {@code raw-requests.txt}, which says how it is written.
 *
 * @param steps what is sent, with a pause between two
 * @param leaves whether the client closes its side after it
 */
record RawRequest(String name, List<byte[]> steps, boolean leaves, String datalab, String nginx) {
    private static final Pattern CASE = Pattern.compile("(?m)^=== ");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9a-f]{2}|.)|\\{(.)\\*(\\d+)}");

    static List<RawRequest> all(String text) {
        List<RawRequest> cases = new ArrayList<>();
        for (String part : CASE.split(text, -1)) {
            if (!part.startsWith("#")) {
                cases.add(one(part.lines().toList()));
            }
        }
        return cases;
    }

    @Override
    public String toString() {
        return name;
    }

    private static RawRequest one(List<String> lines) {
        List<byte[]> steps = new ArrayList<>();
        ByteArrayOutputStream step = new ByteArrayOutputStream();
        String nginx = null;
        String datalab = null;
        for (String line : lines.subList(1, lines.size())) {
            if (line.equals("...")) {
                steps.add(step.toByteArray());
                step.reset();
            } else if (line.startsWith(">>")) {
                step.writeBytes(bytes(line.substring(3)));
            } else if (line.startsWith(">")) {
                step.writeBytes(bytes(line.length() < 2 ? "" : line.substring(2)));
                step.writeBytes("\r\n".getBytes(ISO_8859_1));
            } else if (line.startsWith("nginx: ")) {
                nginx = line.substring("nginx: ".length());
            } else if (line.startsWith("datalab: ")) {
                datalab = line.substring("datalab: ".length());
            }
        }
        steps.add(step.toByteArray());
        return new RawRequest(lines.getFirst(), steps, lines.contains("!"), said(datalab, nginx, lines), said(nginx));
    }

    /** A difference is told with its reason, and there is none where there is no difference. */
    private static String said(@Nullable String datalab, @Nullable String nginx, List<String> lines) {
        boolean same = said(datalab).equals("as nginx");
        if (same == lines.stream().anyMatch(line -> line.startsWith("because: "))) {
            throw new IllegalArgumentException(lines.getFirst() + ": 'because:' is for what differs");
        }
        return same ? said(nginx) : said(datalab);
    }

    private static String said(@Nullable String answer) {
        return Objects.requireNonNull(answer, "a case says what both servers answer");
    }

    private static byte[] bytes(String text) {
        String plain = ESCAPE.matcher(text).replaceAll(match -> {
            String escape = match.group(1);
            String unescaped =
                    escape == null ? match.group(2).repeat(Integer.parseInt(match.group(3))) : byteOf(escape);
            return java.util.regex.Matcher.quoteReplacement(unescaped);
        });
        return plain.getBytes(ISO_8859_1);
    }

    private static String byteOf(String escape) {
        return switch (escape.charAt(0)) {
            case 'r' -> "\r";
            case 'n' -> "\n";
            case 't' -> "\t";
            case '0' -> "\0";
            case 'x' -> String.valueOf((char) Integer.parseInt(escape.substring(1), 16));
            default -> escape;
        };
    }
}
