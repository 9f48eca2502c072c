package datalab.cli.send;

import datalab.app.terminal.Terminal;
import datalab.cli.client.ServerOption;
import java.util.List;
import java.util.Map;

/** What came of a command, in lines for people and as one JSON object for programs. */
public interface CommandReport {

    List<String> lines();

    Map<String, Object> members();

    default void print(boolean forPrograms) {
        if (forPrograms) {
            ServerOption.print(members());
        } else {
            lines().forEach(line -> System.out.println(Terminal.plain(line)));
        }
    }
}
