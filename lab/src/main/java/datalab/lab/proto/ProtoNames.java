package datalab.lab.proto;

import java.util.Set;

/** Names of streams as names of messages. */
final class ProtoNames {
    private static final Set<String> SAME_IN_SINGULAR = Set.of("series", "species", "news", "gas");

    private ProtoNames() {}

    /** {@code air_quality} as {@code AirQuality}. */
    static String inCamelCase(String name) {
        StringBuilder camel = new StringBuilder();
        for (String word : name.split("_", -1)) {
            if (!word.isEmpty()) {
                camel.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
            }
        }
        return camel.toString();
    }

    /** One of what a name names many of, by the usual endings; else the name itself. */
    static String singular(String name) {
        String last = name.substring(name.lastIndexOf('_') + 1);
        if (SAME_IN_SINGULAR.contains(last) || last.matches(".{0,2}|.*(ss|us|is)") || !last.endsWith("s")) {
            return name;
        }
        if (last.matches(".{2,}ies")) {
            return name.substring(0, name.length() - 3) + "y";
        }
        int ending = last.matches(".*(ss|x|ch|sh|us)es") ? 2 : 1;
        return name.substring(0, name.length() - ending);
    }
}
