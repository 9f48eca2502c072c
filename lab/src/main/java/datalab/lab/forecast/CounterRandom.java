package datalab.lab.forecast;

/**
 * Random numbers, each of which depends on a seed, on names and on a number, and on nothing that was drawn before: those of
 * SplitMix64 (Steele, Lea and Flood 2014), read at any place. Immutable.
 *
 * @param seed where the sequence of the generator begins
 */
public record CounterRandom(long seed) {
    private static final long GAMMA = 0x9e3779b97f4a7c15L;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** A sequence of its own for a name. */
    public CounterRandom of(String name) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * FNV_PRIME;
        }
        return new CounterRandom(mixed(mixed(seed + GAMMA) + hash));
    }

    /** A number between 0 and 1, neither of them itself; the same for the same counter. */
    public double uniform(long counter) {
        return ((mixed(seed + counter * GAMMA) >>> 12) + 0.5) * 0x1p-52;
    }

    private static long mixed(long bits) {
        long once = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        long twice = (once ^ (once >>> 27)) * 0x94d049bb133111ebL;
        return twice ^ (twice >>> 31);
    }
}
