package datalab.access.oidc;

import datalab.access.AccessRole;
import datalab.access.Grant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the members of a provider's groups may do. Immutable. */
public record GroupRoles(Map<String, List<Grant>> grants) {
    private static final Pattern ROLE =
            Pattern.compile("(?<role>\\S+)(?: in (?:all labs|(?<lab>[a-z][a-z0-9-]*)))?(?: under (?<key>\\S+))?");
    private static final String EXPECTED =
            "expected read, write or admin, as in \"admin\" or \"read, write in sensors\", not ";

    public GroupRoles {
        grants = Map.copyOf(grants);
    }

    /**
     * From text as in settings: {@code admin} is in all labs, {@code write in sensors} in one, {@code write in sensors under s1}
     * under one key; commas separate several.
     *
     * @param texts by group
     * @throws IllegalArgumentException where one says something else
     */
    public static GroupRoles parse(Map<String, String> texts) {
        Map<String, List<Grant>> all = new LinkedHashMap<>();
        texts.forEach((group, text) -> all.put(group, grants(group, text)));
        return new GroupRoles(all);
    }

    /**
     * The same of one text, {@code GROUP: ROLES}, with lines or semicolons between groups.
     *
     * @throws IllegalArgumentException as {@link #parse(Map)}, and where a group is there twice
     */
    public static GroupRoles parse(String text) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String line : text.split("[;\\n]", -1)) {
            String[] parts = line.strip().split(":\\s+", 2);
            if (parts.length == 2 && !parts[0].isBlank()) {
                if (texts.putIfAbsent(parts[0].strip(), parts[1]) != null) {
                    throw new IllegalArgumentException("group " + parts[0] + " is there twice");
                }
            } else if (!line.isBlank()) {
                throw new IllegalArgumentException(
                        "expected lines such as \"crew: read in sensors\", not " + line.strip());
            }
        }
        return parse(texts);
    }

    /** What somebody in these groups may do, all together; nothing for groups that are not named here. */
    public List<Grant> of(Collection<String> groups) {
        return groups.stream()
                .distinct()
                .flatMap(group -> grants.getOrDefault(group, List.of()).stream())
                .distinct()
                .toList();
    }

    private static List<Grant> grants(String group, String text) {
        List<Grant> grants = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String one = part.strip().replaceAll("\\s+", " ");
            try {
                grants.add(grant(one));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("group " + group + ": " + e.getMessage(), e);
            }
        }
        return List.copyOf(grants);
    }

    private static Grant grant(String text) {
        Matcher form = ROLE.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(EXPECTED + '"' + text + '"');
        }
        AccessRole role = AccessRole.of(form.group("role"))
                .orElseThrow(() -> new IllegalArgumentException(EXPECTED + '"' + text + '"'));
        return new Grant(role, form.group("lab"), form.group("key"));
    }
}
