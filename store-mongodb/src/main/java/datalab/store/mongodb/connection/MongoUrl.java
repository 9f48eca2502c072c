package datalab.store.mongodb.connection;

import com.mongodb.ConnectionString;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a MongoDB is, which of its databases, and by which user. As text it shows neither user nor password. */
public final class MongoUrl {
    private static final Pattern FORM = Pattern.compile(
            "(?<scheme>mongodb(\\+srv)?://)((?<user>[^/?]*)@)?(?<hosts>[^/?@]+)/(?<database>[^/?]+)(\\?.*)?");

    private final String text;

    public MongoUrl(String text) {
        this.text = text;
    }

    /** Whether it can be read. The name of a {@code mongodb+srv} is not looked up, nor is what DNS says beside it. */
    public boolean isUsable() {
        if (!FORM.matcher(text).matches()) {
            return false;
        }
        try {
            return text.startsWith("mongodb+srv") || parse().getDatabase() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    public boolean namesUser() {
        Matcher form = FORM.matcher(text);
        return form.matches() && form.group("user") != null;
    }

    public MongoUrl withUser(String user, String password) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || namesUser()) {
            return this;
        }
        String scheme = form.group("scheme");
        return new MongoUrl(scheme + encoded(user) + ":" + encoded(password) + "@" + text.substring(scheme.length()));
    }

    /** As the driver reads it; looks a {@code mongodb+srv} up. */
    public ConnectionString parse() {
        return new ConnectionString(text);
    }

    /** Hosts and database. */
    @Override
    public String toString() {
        Matcher form = FORM.matcher(text);
        return form.matches() ? form.group("hosts") + "/" + form.group("database") : "MongoDB";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
