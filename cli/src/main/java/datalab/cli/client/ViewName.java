package datalab.cli.client;

import datalab.app.terminal.CommandFailed;

/** A view as commands name it: {@code LAB.VIEW}. */
public record ViewName(String lab, String view) {

    /** Throws {@link CommandFailed} where the text is no such name. */
    public static ViewName parse(String text) {
        int dot = text.indexOf('.');
        if (!text.matches("[a-z][a-z0-9-]*\\.[a-z][a-z0-9_]*")) {
            throw CommandFailed.ofUsage("'" + text + "' is no view; expected LAB.VIEW, such as sensors.per_minute");
        }
        return new ViewName(text.substring(0, dot), text.substring(dot + 1));
    }

    @Override
    public String toString() {
        return lab + "." + view;
    }
}
