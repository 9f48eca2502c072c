package datalab.ingest.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InFlightBudgetTest {
    private final InFlightBudget budget = new InFlightBudget(100);
    private final CancellableWait wait = new CancellableWait(Duration.ofMinutes(1));

    @Test
    void waitsUntilThereIsRoom() throws Exception {
        budget.take(60, wait);
        Waiting second = new Waiting(60);
        second.awaitWaiting();

        budget.giveBack(60);

        assertThat(second.has.get(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void waitsNoLongerThanTheSender() throws Exception {
        budget.take(60, wait);
        Waiting second = new Waiting(60);
        second.awaitWaiting();

        wait.end();

        assertThat(second.has.get(5, TimeUnit.SECONDS)).isFalse();
        assertThat(second.interrupted.get(5, TimeUnit.SECONDS)).isFalse();
        assertThat(budget.take(40, wait)).isTrue(); // nothing was held for it
        assertThat(budget.take(1, wait)).isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void leavesAnInterruptOfAnotherToItsThread() throws Exception {
        budget.take(60, wait);
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
                has.complete(budget.take(cost, wait));
                interrupted.complete(Thread.currentThread().isInterrupted());
            });
        }

        void awaitWaiting() {
            await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        }
    }
}
