package datalab.lab.proto;

import datalab.lab.stream.EventStream;
import datalab.lab.stream.Field;
import org.jspecify.annotations.Nullable;

/** The comments on the fields of a stream's message. */
final class ProtoComments {
    private final EventStream stream;

    ProtoComments(EventStream stream) {
        this.stream = stream;
    }

    /** Empty where there is nothing to say. */
    String of(ProtoField field) {
        return switch (field.role()) {
            case DECLARED -> field.declared() == null ? "" : declared(field.declared());
            case TIME ->
                stream.isTimeRequired()
                        ? "When it happened. Required."
                        : "When it happened; the time of arrival where it is left out.";
            case ORIGIN -> "observed, modelled or simulated; observed where it is left out.";
            case AT -> "Said by DataLab and ignored in requests: its place in the log, partition:offset.";
            case ARRIVED -> "Said by DataLab and ignored in requests: when it came.";
            case VISIBLE ->
                "Said by DataLab and ignored in requests: whether it can be read back now. Answers wait up to 5 s for that.";
        };
    }

    private String declared(Field field) {
        StringBuilder comment = new StringBuilder();
        if (field.generated()) {
            sentence(comment, "Given by DataLab where it is left out");
        } else if (isRequired(field)) {
            sentence(comment, "Required");
        }
        String what = field.type() == Field.Type.STRING ? "Characters" : "Range";
        if (field.min() != null || field.max() != null) {
            sentence(comment, what + ": " + bound(field.min(), "any") + " to " + bound(field.max(), "any"));
        }
        if (field.unit() != null) {
            sentence(comment, "Unit: " + field.unit().replaceAll("\\s+", " "));
        }
        return comment.toString();
    }

    private boolean isRequired(Field field) {
        return field.required()
                || field.name().equals(stream.key())
                || stream.unique().contains(field.name());
    }

    private static void sentence(StringBuilder comment, String sentence) {
        comment.append(comment.isEmpty() ? "" : " ").append(sentence).append('.');
    }

    private static String bound(@Nullable Double bound, String none) {
        if (bound == null) {
            return none;
        }
        return bound == Math.rint(bound) && Math.abs(bound) < 1e15
                ? Long.toString(bound.longValue())
                : bound.toString();
    }
}
