package datalab.lab;

import static org.quicktheories.QuickTheory.qt;

import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.quicktheories.core.Gen;
import org.quicktheories.generators.SourceDSL;

/**
 * Laws that must hold for whatever a generator makes. A failure names the smallest case found and the seed; set the system
 * property {@code QT_SEED} to see it again.
 */
public final class Laws {
    private static final int EXAMPLES = 300;

    private Laws() {}

    /** Checks a law for many cases. */
    public static <T> void forAll(Gen<T> cases, Consumer<T> law) {
        qt().withExamples(EXAMPLES).withShrinkCycles(2_000).forAll(cases).checkAssert(law);
    }

    /** Checks a law for many cases and, for each, some way of taking it apart that a source of chance decides. */
    public static <T> void forAllWays(Gen<T> cases, BiConsumer<T, Random> law) {
        qt().withExamples(EXAMPLES)
                .withShrinkCycles(2_000)
                .forAll(cases, SourceDSL.longs().all())
                .checkAssert((value, seed) -> law.accept(value, new Random(seed)));
    }
}
