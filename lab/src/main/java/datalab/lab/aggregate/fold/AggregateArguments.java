package datalab.lab.aggregate.fold;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The arguments of one aggregate in a lab.yaml. What is wrong with one is noted with its line and column. */
public interface AggregateArguments {

    /** The name of the aggregate's column. */
    String column();

    String text(int index);

    /** The argument as a number, or null where it is none; no mistake by itself. */
    @Nullable
    Double number(int index);

    /** A field, or an expression over the fields. */
    String expression(int index);

    /** As {@link #expression}, with numbers for values. */
    String numbers(int index);

    /** One field, or several in brackets. */
    List<String> fields(int index);

    /** Notes a mistake; {@code hint} is what was probably meant. */
    void refuse(int index, String expected, @Nullable String hint);
}
