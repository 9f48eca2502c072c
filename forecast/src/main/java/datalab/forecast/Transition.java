package datalab.forecast;

/**
 * How the components of a {@link KalmanModel} move on by some slots, without what wanders: the level by its trend, each sine by
 * its angle. So it is a matrix of blocks of two by two on the diagonal.
 */
final class Transition {
    /** Four numbers for each block, row by row. */
    private final double[] blocks;

    private Transition(double[] blocks) {
        this.blocks = blocks;
    }

    static Transition of(int season, int harmonics, long slots) {
        double[] blocks = new double[4 + 4 * harmonics];
        blocks[0] = 1;
        blocks[1] = slots;
        blocks[3] = 1;
        for (int i = 1; i <= harmonics; i++) {
            // In whole numbers, since angles of many slots have lost their digits.
            long place = slots % season * i % season;
            double angle = 2 * Math.PI * place / season;
            double sine = 2 * place == season ? 0 : Math.sin(angle);
            blocks[4 * i] = Math.cos(angle);
            blocks[4 * i + 1] = sine;
            blocks[4 * i + 2] = -sine;
            blocks[4 * i + 3] = blocks[4 * i];
        }
        return new Transition(blocks);
    }

    /** How much of each component is seen after that. */
    double[] seen() {
        double[] seen = new double[blocks.length / 2];
        for (int i = 0; i < seen.length; i += 2) {
            seen[i] = blocks[2 * i];
            seen[i + 1] = blocks[2 * i + 1];
        }
        return seen;
    }

    /** Moves means and covariance, in place: each block of the covariance moves by itself. */
    void apply(double[] state, int components) {
        for (int i = 0; i < components; i += 2) {
            double first = state[i];
            double second = state[i + 1];
            state[i] = blocks[2 * i] * first + blocks[2 * i + 1] * second;
            state[i + 1] = blocks[2 * i + 2] * first + blocks[2 * i + 3] * second;
        }
        for (int row = 0; row < components; row += 2) {
            int upper = components + row * (row + 1) / 2;
            int lower = upper + row + 1;
            for (int column = 0; column < row; column += 2) {
                move(state, upper + column, lower + column, 2 * row, 2 * column);
            }
            moveDiagonal(state, upper + row, lower + row, 2 * row);
        }
    }

    private void move(double[] state, int upper, int lower, int left, int right) {
        double a = blocks[left] * state[upper] + blocks[left + 1] * state[lower];
        double b = blocks[left] * state[upper + 1] + blocks[left + 1] * state[lower + 1];
        double c = blocks[left + 2] * state[upper] + blocks[left + 3] * state[lower];
        double d = blocks[left + 2] * state[upper + 1] + blocks[left + 3] * state[lower + 1];
        state[upper] = a * blocks[right] + b * blocks[right + 1];
        state[upper + 1] = a * blocks[right + 2] + b * blocks[right + 3];
        state[lower] = c * blocks[right] + d * blocks[right + 1];
        state[lower + 1] = c * blocks[right + 2] + d * blocks[right + 3];
    }

    /** The same where the right upper number is the left lower one, and not kept. */
    private void moveDiagonal(double[] state, int upper, int lower, int block) {
        double first = state[upper];
        double both = state[lower];
        double second = state[lower + 1];
        double a = blocks[block] * first + blocks[block + 1] * both;
        double b = blocks[block] * both + blocks[block + 1] * second;
        double c = blocks[block + 2] * first + blocks[block + 3] * both;
        double d = blocks[block + 2] * both + blocks[block + 3] * second;
        state[upper] = a * blocks[block] + b * blocks[block + 1];
        state[lower] = c * blocks[block] + d * blocks[block + 1];
        state[lower + 1] = c * blocks[block + 2] + d * blocks[block + 3];
    }
}
