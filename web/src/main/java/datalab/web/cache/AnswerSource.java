package datalab.web.cache;

import java.util.function.Supplier;

/**
 * What an answer that processes share is made from.
 *
 * @param name of lab and route, for people who look at the keys
 * @param configuration what else decides what is answered: the same text in all processes that answer the same from the same data
 * @param version another text after each commit that the answer may depend on; empty while nobody knows
 */
public record AnswerSource(String name, String configuration, Supplier<String> version) {

    /** Of answers that are kept by time alone, and by this process alone. */
    public static final AnswerSource UNSHARED = new AnswerSource("", "", () -> "");

    boolean isShared() {
        return !name.isEmpty();
    }
}
