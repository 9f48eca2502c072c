package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.app.ForcedExit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A process that does not end is killed, one that ends is not. */
final class LastResortIT {
    private static final int KILLED = 128 + 9;

    @Test
    void killsAProcessThatDoesNotEnd() throws Exception {
        Process hangs = process("hangs");

        assertThat(hangs.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(hangs.exitValue()).isEqualTo(KILLED);
    }

    @Test
    void leavesNothingBehindWhereItEnds() throws Exception {
        Process ends = process("ends");

        assertThat(ends.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(ends.exitValue()).isZero();
    }

    private static Process process(String how) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), LastResortIT.class.getName(), how)
                .inheritIO()
                .start();
    }

    /** Of the process under test. */
    public static void main(String[] how) {
        CountDownLatch never = new CountDownLatch(how[0].equals("hangs") ? 1 : 0);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(never)));
    }

    private static void end(CountDownLatch never) {
        ForcedExit.in(Duration.ofSeconds(1));
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
