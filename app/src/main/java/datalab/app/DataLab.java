package datalab.app;

import datalab.app.settings.Settings;
import datalab.lab.Lab;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** All of DataLab in one process. Thread-safe; starts once, and can be closed at any moment, also while it starts. */
public final class DataLab implements AutoCloseable {
    private final Settings settings;
    private final List<Lab> labs;
    private final DataFolder folder;
    private final CountDownLatch ended = new CountDownLatch(1);

    DataLab(Settings settings, List<Lab> labs, DataFolder folder) {
        this.settings = settings;
        this.labs = List.copyOf(labs);
        this.folder = folder;
    }

    void start() {}

    Addresses addresses() {
        return new Addresses(
                "http://" + settings.host() + ":" + settings.http().port(),
                "mqtt://" + settings.host() + ":" + settings.mqtt().port(),
                "127.0.0.1:" + settings.kafka().port(),
                "jdbc:postgresql://127.0.0.1:" + settings.postgres().port() + "/datalab",
                folder.path());
    }

    void awaitEnd() {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    List<Lab> labs() {
        return labs;
    }

    @Override
    public void close() {
        ended.countDown();
    }
}
