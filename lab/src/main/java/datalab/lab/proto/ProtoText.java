package datalab.lab.proto;

import datalab.lab.stream.Field;
import org.jspecify.annotations.Nullable;

/** Writes a stream's service as a {@code .proto} file. Used once. */
final class ProtoText {
    private final StreamProto proto;
    private final StringBuilder out = new StringBuilder();

    ProtoText(StreamProto proto) {
        this.proto = proto;
    }

    String text() {
        head();
        service();
        message();
        result();
        return out.toString();
    }

    private void head() {
        String lab = proto.stream().lab();
        String stream = proto.stream().name();
        out.append("""
                // Stream %2$s of lab %1$s. DataLab serves this file at /labs/%1$s/streams/%2$s.proto.
                // A field's number is its place in lab.yaml, so it stays while new fields are added at the end.
                syntax = "proto3";

                package %3$s;

                import "google/protobuf/timestamp.proto";

                option java_multiple_files = true;

                """.formatted(lab, stream, proto.packageName()));
    }

    private void service() {
        out.append("""
                service %1$s {
                  // Takes one event, and answers it as it is kept once the log has it.
                  rpc %4$s(%2$s) returns (%2$s);

                  // Takes events as they come, and answers each in order once the log has it.
                  rpc %5$s(stream %2$s) returns (stream %3$s);
                }

                """.formatted(
                        proto.service(), proto.message(), proto.result(), StreamProto.CREATE, StreamProto.PUBLISH));
    }

    private void message() {
        out.append("message ").append(proto.message()).append(" {\n");
        for (ProtoField field : proto.fields()) {
            String comment = comment(field);
            if (!comment.isEmpty()) {
                out.append("  // ").append(comment).append('\n');
            }
            out.append("  ").append(type(field.type())).append(' ').append(field.name());
            out.append(" = ").append(field.number()).append(" [json_name = \"").append(field.jsonName());
            out.append("\"];\n");
        }
        out.append("}\n\n");
    }

    private void result() {
        out.append("""
                // What became of one event.
                message %2$s {
                  oneof outcome {
                    // The event as it is kept.
                    %1$s accepted = 1;
                    Rejected rejected = 2;
                    Busy busy = 3;
                  }

                  // It can never become an event; it is kept as a reject.
                  message Rejected {
                    // Such as missing_field.
                    string reason = 1;
                    string field = 2;
                    string detail = 3;
                    // The status with which Create would end, a google.rpc.Code: 9 where it refers to what is not there.
                    int32 code = 4;
                  }

                  // It was not taken: send it again.
                  message Busy {
                    int32 retry_after_ms = 1;
                    string detail = 2;
                  }
                }
                """.formatted(proto.message(), proto.result()));
    }

    private static String type(Field.Type type) {
        return switch (type) {
            case STRING -> "optional string";
            case NUMBER -> "optional double";
            case INTEGER -> "optional int64";
            case BOOLEAN -> "optional bool";
            case TIME -> ".google.protobuf.Timestamp";
        };
    }

    private String comment(ProtoField field) {
        return switch (field.role()) {
            case DECLARED -> field.declared() == null ? "" : declared(field.declared());
            case TIME ->
                proto.stream().isTimeRequired()
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
                || field.name().equals(proto.stream().key())
                || proto.stream().unique().contains(field.name());
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
