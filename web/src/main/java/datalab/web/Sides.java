package datalab.web;

/**
 * Which of HTTP's two sides a process has; for paths of the other it says where they are.
 *
 * @param in takes events
 * @param out answers questions, and shows the page
 */
public record Sides(boolean in, boolean out) {
    public static final Sides BOTH = new Sides(true, true);
}
