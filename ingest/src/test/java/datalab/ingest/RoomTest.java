package datalab.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RoomTest {
    private final Room room = new Room(100);
    private final Patience patience = new Patience(Duration.ofMinutes(1));

    @Test
    void waitsUntilThereIsRoom() throws Exception {
        room.take(60, patience);
        Waiting second = new Waiting(60);
        second.awaitWaiting();

        room.giveBack(60);

        assertThat(second.has.get(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void waitsNoLongerThanTheSender() throws Exception {
        room.take(60, patience);
        Waiting second = new Waiting(60);
        second.awaitWaiting();

        patience.end();

        assertThat(second.has.get(5, TimeUnit.SECONDS)).isFalse();
        assertThat(second.interrupted.get(5, TimeUnit.SECONDS)).isFalse();
        assertThat(room.take(40, patience)).isTrue(); // nothing was held for it
        assertThat(room.take(1, patience)).isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void leavesAnInterruptOfAnotherToItsThread() throws Exception {
        room.take(60, patience);
        Waiting second = new Waiting(60);
        second.awaitWaiting();

        second.thread.interrupt();

        assertThat(second.has.get(5, TimeUnit.SECONDS)).isFalse();
        assertThat(second.interrupted.get(5, TimeUnit.SECONDS)).isTrue();
    }

    /** A thread that takes room. */
    private final class Waiting {
        final CompletableFuture<Boolean> has = new CompletableFuture<>();
        final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        final Thread thread;

        Waiting(int cost) {
            thread = Thread.ofPlatform().start(() -> {
                has.complete(room.take(cost, patience));
                interrupted.complete(Thread.currentThread().isInterrupted());
            });
        }

        void awaitWaiting() {
            await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        }
    }
}
