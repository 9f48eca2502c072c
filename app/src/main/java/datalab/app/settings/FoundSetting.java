package datalab.app.settings;

/**
 * One value as somebody wrote it.
 *
 * @param where it stands, for messages: {@code datalab.yaml:3:9}, {@code DATALAB_HTTP_PORT} or {@code --http-port}
 */
record FoundSetting(String text, String where) {}
