package datalab.web;

import datalab.lab.Lab;
import datalab.store.Store;
import java.time.Clock;
import java.util.List;

/** Where everything that is served comes from. */
public record WebSources(List<Lab> labs, Store store, LogReader log, Clock clock) {
    public WebSources {
        labs = List.copyOf(labs);
    }
}
