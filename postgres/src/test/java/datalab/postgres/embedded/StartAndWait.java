package datalab.postgres.embedded;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process that starts a server, says so on its output, and waits to be killed. */
final class StartAndWait {
    private StartAndWait() {}

    public static void main(String[] arguments) throws InterruptedException {
        new EmbeddedPostgres(Path.of(arguments[0]), Path.of(arguments[1]), Integer.parseInt(arguments[2])).start();
        System.out.println("started");
        new CountDownLatch(1).await();
    }
}
