package datalab.lab.quality;

/** The flags of QARTOD (UNESCO 2013, IOC Manuals and Guides 54, volume 3) and how they roll up into one. */
final class QartodFlags {
    static final byte PASS = 1;
    static final byte NOT_EVALUATED = 2;
    static final byte SUSPECT = 3;
    static final byte FAIL = 4;
    static final byte MISSING = 9;

    private QartodFlags() {}

    /** The flag that stands for both: fail before suspect before pass before not evaluated; missing before all. */
    static byte rollUp(byte a, byte b) {
        return rank(a) >= rank(b) ? a : b;
    }

    private static int rank(byte flag) {
        return switch (flag) {
            case NOT_EVALUATED -> 0;
            case PASS -> 1;
            case SUSPECT -> 2;
            case FAIL -> 3;
            case MISSING -> 4;
            default -> throw new IllegalStateException("no QARTOD flag: " + flag);
        };
    }
}
