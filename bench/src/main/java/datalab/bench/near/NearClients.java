package datalab.bench.near;

import datalab.bench.load.MeasuredDataLab;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Clients at once, each of which asks about one person after the other: how many questions a second are answered. */
record NearClients(int clients, int persons) {
    private static final int ROUNDS = 5;
    private static final Duration TURN = Duration.ofSeconds(4);

    /** Asks about one person, and returns when the answer is there. */
    interface Question {
        void ask(long person) throws Exception;
    }

    /** Each contender in turn, several times over. */
    void turnByTurn(Map<String, Question> contenders) throws Exception {
        Map<String, double[]> perSecond = new LinkedHashMap<>();
        for (int round = -1; round < ROUNDS; round++) { // the first only warms
            for (Map.Entry<String, Question> contender : contenders.entrySet()) {
                double answered = perSecond(contender.getValue());
                perSecond.computeIfAbsent(contender.getKey(), name -> new double[ROUNDS])[Math.max(0, round)] =
                        answered;
            }
        }
        perSecond.forEach((name, rounds) -> System.out.printf(
                "    %d clients, %s: %.1f questions/s, median of %d rounds of %d s%n",
                clients, name, MeasuredDataLab.median(rounds), ROUNDS, TURN.toSeconds()));
    }

    private double perSecond(Question question) throws Exception {
        AtomicLong asked = new AtomicLong();
        long begin = System.nanoTime();
        Callable<Void> client = () -> {
            while (System.nanoTime() - begin < TURN.toNanos()) {
                question.ask(asked.getAndIncrement() % persons);
            }
            return null;
        };
        try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            List<Future<Void>> ended = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                ended.add(threads.submit(client));
            }
            for (Future<Void> one : ended) {
                one.get();
            }
        }
        return asked.get() / ((System.nanoTime() - begin) / 1e9);
    }
}
