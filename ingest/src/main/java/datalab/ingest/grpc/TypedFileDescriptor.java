package datalab.ingest.grpc;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileOptions;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.TimestampProto;
import datalab.lab.proto.ProtoMessage;
import datalab.lab.proto.ProtoMethod;
import datalab.lab.proto.StreamProto;
import java.util.Locale;
import java.util.regex.Pattern;

/** A stream's service as protobuf describes it: the same as protoc makes of {@link StreamProto#text()}. */
final class TypedFileDescriptor {
    private static final Pattern UNDERSCORE = Pattern.compile("_(.)");

    private final StreamProto proto;

    private TypedFileDescriptor(StreamProto proto) {
        this.proto = proto;
    }

    static FileDescriptor of(StreamProto proto) {
        TypedFileDescriptor file = new TypedFileDescriptor(proto);
        try {
            return FileDescriptor.buildFrom(file.file(), new FileDescriptor[] {TimestampProto.getDescriptor()});
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException("the service of " + proto.stream().topic() + " is not valid", e);
        }
    }

    private FileDescriptorProto file() {
        FileDescriptorProto.Builder file = FileDescriptorProto.newBuilder()
                .setName(proto.fileName())
                .setPackage(proto.packageName())
                .setSyntax("proto3")
                .addDependency(TimestampProto.getDescriptor().getName())
                .setOptions(FileOptions.newBuilder().setJavaMultipleFiles(true))
                .addService(service());
        proto.messages().forEach(message -> file.addMessageType(message(message, "." + proto.packageName())));
        return file.build();
    }

    private ServiceDescriptorProto service() {
        ServiceDescriptorProto.Builder service =
                ServiceDescriptorProto.newBuilder().setName(proto.service());
        for (ProtoMethod method : proto.methods()) {
            MethodDescriptorProto.Builder described = service.addMethodBuilder()
                    .setName(method.name())
                    .setInputType(full(method.request()))
                    .setOutputType(full(method.response()));
            if (method.isStreaming()) {
                described.setClientStreaming(true).setServerStreaming(true);
            }
        }
        return service.build();
    }

    /** @param scope the package, or the message in which it is named */
    private DescriptorProto message(ProtoMessage message, String scope) {
        DescriptorProto.Builder described = DescriptorProto.newBuilder().setName(message.name());
        String inner = scope + "." + message.name();
        if (message.oneof() != null) {
            described.addOneofDecl(OneofDescriptorProto.newBuilder().setName(message.oneof()));
        }
        for (ProtoMessage.Member member : message.members()) {
            FieldDescriptorProto.Builder field = field(message, member, inner);
            if (message.oneof() != null) {
                field.setOneofIndex(0);
            } else if (member.isOptional()) { // what proto3 makes of "optional"
                field.setProto3Optional(true).setOneofIndex(described.getOneofDeclCount());
                described.addOneofDecl(OneofDescriptorProto.newBuilder().setName("_" + member.name()));
            }
            described.addField(field);
        }
        message.nested().forEach(nested -> described.addNestedType(message(nested, inner)));
        return described.build();
    }

    private FieldDescriptorProto.Builder field(ProtoMessage message, ProtoMessage.Member member, String inner) {
        FieldDescriptorProto.Type type = type(member.type());
        FieldDescriptorProto.Builder field = FieldDescriptorProto.newBuilder()
                .setName(member.name())
                .setNumber(member.number())
                .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)
                .setType(type)
                .setJsonName(member.jsonName() == null ? camelCase(member.name()) : member.jsonName());
        if (type == FieldDescriptorProto.Type.TYPE_MESSAGE) {
            boolean isNested =
                    message.nested().stream().anyMatch(nested -> nested.name().equals(member.type()));
            field.setTypeName(isNested ? inner + "." + member.type() : full(member.type()));
        }
        return field;
    }

    private String full(String name) {
        return name.startsWith(".") ? name : "." + proto.packageName() + "." + name;
    }

    /** What protoc makes of a field's name. */
    private static String camelCase(String name) {
        return UNDERSCORE.matcher(name).replaceAll(found -> found.group(1).toUpperCase(Locale.ROOT));
    }

    private static FieldDescriptorProto.Type type(String type) {
        return switch (type) {
            case "string" -> FieldDescriptorProto.Type.TYPE_STRING;
            case "double" -> FieldDescriptorProto.Type.TYPE_DOUBLE;
            case "int64" -> FieldDescriptorProto.Type.TYPE_INT64;
            case "int32" -> FieldDescriptorProto.Type.TYPE_INT32;
            case "bool" -> FieldDescriptorProto.Type.TYPE_BOOL;
            default -> FieldDescriptorProto.Type.TYPE_MESSAGE;
        };
    }
}
