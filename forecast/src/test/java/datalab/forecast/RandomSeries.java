package datalab.forecast;

import static org.quicktheories.QuickTheory.qt;

import java.util.Random;
import java.util.function.BiConsumer;
import org.quicktheories.generators.SourceDSL;

/** Series that chance makes: with trend, season, noise and gaps, of any size, constant ones among them. */
final class RandomSeries {
    private static final int EXAMPLES = 200;
    private static final int SEASON = 6;

    private RandomSeries() {}

    /** Checks a law for many series; a failure names the seed, which the system property {@code QT_SEED} brings back. */
    static void forAll(int slots, BiConsumer<Series, Random> law) {
        qt().withExamples(EXAMPLES)
                .withShrinkCycles(0)
                .forAll(SourceDSL.longs().all())
                .checkAssert(seed -> {
                    Random random = new Random(seed);
                    law.accept(of(random, slots), random);
                });
    }

    static Series of(Random random, int slots) {
        double size = Math.pow(10, random.nextInt(-150, 150));
        double level = random.nextGaussian() * 10;
        double trend = random.nextGaussian() * 0.1;
        double season = random.nextGaussian() * 3;
        double noise = random.nextInt(5) == 0 ? 0 : 1;
        boolean constant = random.nextInt(10) == 0;
        double missing = random.nextInt(3) * 0.2;
        double[] values = new double[slots];
        for (int i = 0; i < slots; i++) {
            double wave = season * Math.sin(2 * Math.PI * i / SEASON);
            double value = constant ? level : level + trend * i + wave + noise * random.nextGaussian();
            values[i] = random.nextDouble() < missing ? Double.NaN : size * value;
        }
        return new Series(random.nextLong(-100_000, 1_000_000), values);
    }
}
