package datalab.lab.proto;

import datalab.lab.proto.ProtoMessage.Member;

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
        for (ProtoMessage message : proto.messages()) {
            out.append('\n');
            message(message, "");
        }
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
        out.append("service ").append(proto.service()).append(" {\n");
        String between = "";
        for (ProtoMethod method : proto.methods()) {
            String stream = method.isStreaming() ? "stream " : "";
            out.append(between).append("  // ").append(method.comment()).append('\n');
            out.append("  rpc ")
                    .append(method.name())
                    .append('(')
                    .append(stream)
                    .append(method.request());
            out.append(") returns (").append(stream).append(method.response()).append(");\n");
            between = "\n";
        }
        out.append("}\n");
    }

    private void message(ProtoMessage message, String indent) {
        comment(message.comment(), indent);
        out.append(indent).append("message ").append(message.name()).append(" {\n");
        String inner = indent + "  ";
        if (message.oneof() == null) {
            message.members().forEach(member -> member(member, inner));
        } else {
            out.append(inner).append("oneof ").append(message.oneof()).append(" {\n");
            message.members().forEach(member -> member(member, inner + "  "));
            out.append(inner).append("}\n");
        }
        for (ProtoMessage nested : message.nested()) {
            out.append('\n');
            message(nested, inner);
        }
        out.append(indent).append("}\n");
    }

    private void member(Member member, String indent) {
        comment(member.comment(), indent);
        out.append(indent).append(member.isOptional() ? "optional " : "").append(member.type());
        out.append(' ').append(member.name()).append(" = ").append(member.number());
        if (member.jsonName() != null) {
            out.append(" [json_name = \"").append(member.jsonName()).append("\"]");
        }
        out.append(";\n");
    }

    private void comment(String comment, String indent) {
        if (!comment.isEmpty()) {
            out.append(indent).append("// ").append(comment).append('\n');
        }
    }
}
