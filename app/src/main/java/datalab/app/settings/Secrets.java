package datalab.app.settings;

import java.util.regex.Pattern;

/** Masks secrets inside other text, such as a URL in a setting, a message or a log line. */
public final class Secrets {
    private static final String HIDDEN = "********";

    /** The password of a URL's user: all between the first colon and the last at sign of its authority. */
    private static final Pattern USER_INFO = Pattern.compile("(?<=//)([^/?#\\s:@]*):[^/?#\\s]*@");

    /**
     * A parameter of a URL, a line of properties or an entry of JAAS, named like a secret. Possessive quantifiers, so that
     * untrusted input costs neither much time nor stack.
     */
    private static final Pattern PARAMETER = Pattern.compile("(?i)("
            + "(?:passw(?:or)?d|passphrase|pwd|secret|token|credentials?|api[_.-]?key|access[_.-]?key|private[_.-]?key)"
            + "\\w{0,40}+[\"']?+\\s{0,9}+[=:]\\s{0,9}+)"
            + "(\\\\\"(?:(?!\\\\\").)*+\\\\\"|\"(?:[^\"\\\\]|\\\\.)*+\"|'[^']*+'|[^&;,\\s\"'}\\])]++)");

    private Secrets() {}

    /** The same text with asterisks for each secret in it. */
    public static String hidden(String text) {
        String without = USER_INFO.matcher(text).replaceAll("$1:" + HIDDEN + "@");
        return PARAMETER.matcher(without).replaceAll("$1" + HIDDEN);
    }
}
