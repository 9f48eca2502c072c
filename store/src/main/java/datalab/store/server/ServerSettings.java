package datalab.store.server;

import java.time.Duration;
import java.util.Optional;

/**
 * The settings of one server, {@code servers.NAME.…} in datalab.yaml or {@code DATALAB_SERVERS_NAME_…} in the environment. Names
 * are without that beginning. A value that cannot be used is noted with where it was set, and the fallback answered.
 */
public interface ServerSettings {

    /** The server's name. */
    String name();

    /** A text that has to be there. */
    String required(String setting, String expected);

    Optional<String> optional(String setting);

    /** A password: the text of {@code SETTING}, or that of the file that {@code SETTING_file} names; never printed. */
    Optional<String> secret(String setting);

    int number(String setting, int fallback, int min, int max, String expected);

    Duration duration(String setting, String fallback, Duration min, Duration max);

    boolean flag(String setting, boolean fallback);

    /** Notes that a setting cannot be used as it is, such as a URL of another form. */
    void refuse(String setting, String expected);
}
