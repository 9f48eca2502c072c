package datalab.log;

/** A callback for the result of one append. */
@FunctionalInterface
public interface AppendListener {
    void done(AppendResult result);
}
