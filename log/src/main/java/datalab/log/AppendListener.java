package datalab.log;

/** Hears what became of one appended record. */
@FunctionalInterface
public interface AppendListener {
    void done(AppendResult result);
}
