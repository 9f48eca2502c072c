package datalab.app.settings;

/**
 * The raw value of a setting and where it was set.
 *
 * @param where its location, for messages: {@code datalab.yaml:3:9}, {@code DATALAB_HTTP_PORT} or {@code --http-port}
 */
record FoundSetting(String text, String where) {}
