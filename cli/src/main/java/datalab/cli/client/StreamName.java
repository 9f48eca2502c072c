package datalab.cli.client;

import datalab.app.terminal.CommandFailed;

/** A stream as commands name it: {@code LAB.STREAM}. */
public record StreamName(String lab, String stream) {

    /** Throws {@link CommandFailed} where the text is no such name. */
    public static StreamName parse(String text) {
        int dot = text.indexOf('.');
        if (!text.matches("[a-z][a-z0-9-]*\\.[a-z][a-z0-9_]*")) {
            throw CommandFailed.ofUsage("'" + text + "' is no stream; expected LAB.STREAM, such as sensors.readings");
        }
        return new StreamName(text.substring(0, dot), text.substring(dot + 1));
    }

    @Override
    public String toString() {
        return lab + "." + stream;
    }
}
