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
import datalab.lab.proto.ProtoField;
import datalab.lab.proto.StreamProto;
import datalab.lab.stream.Field;

/** A stream's service as protobuf describes it: the same as protoc makes of {@link StreamProto#text()}. */
final class TypedFileDescriptor {
    private static final String TIMESTAMP = ".google.protobuf.Timestamp";

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
        return FileDescriptorProto.newBuilder()
                .setName(proto.fileName())
                .setPackage(proto.packageName())
                .setSyntax("proto3")
                .addDependency(TimestampProto.getDescriptor().getName())
                .setOptions(FileOptions.newBuilder().setJavaMultipleFiles(true))
                .addService(service())
                .addMessageType(message())
                .addMessageType(result())
                .build();
    }

    private ServiceDescriptorProto service() {
        return ServiceDescriptorProto.newBuilder()
                .setName(proto.service())
                .addMethod(MethodDescriptorProto.newBuilder()
                        .setName(StreamProto.CREATE)
                        .setInputType(full(proto.message()))
                        .setOutputType(full(proto.message())))
                .addMethod(MethodDescriptorProto.newBuilder()
                        .setName(StreamProto.PUBLISH)
                        .setInputType(full(proto.message()))
                        .setOutputType(full(proto.result()))
                        .setClientStreaming(true)
                        .setServerStreaming(true))
                .build();
    }

    private DescriptorProto message() {
        DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(proto.message());
        for (ProtoField field : proto.fields()) {
            FieldDescriptorProto.Builder described =
                    field(field.name(), field.number(), type(field.type())).setJsonName(field.jsonName());
            if (field.type() == Field.Type.TIME) {
                described.setTypeName(TIMESTAMP);
            } else { // what proto3 makes of "optional"
                described.setProto3Optional(true).setOneofIndex(message.getOneofDeclCount());
                message.addOneofDecl(OneofDescriptorProto.newBuilder().setName("_" + field.name()));
            }
            message.addField(described);
        }
        return message.build();
    }

    private DescriptorProto result() {
        String rejected = full(proto.result()) + ".Rejected";
        String busy = full(proto.result()) + ".Busy";
        return DescriptorProto.newBuilder()
                .setName(proto.result())
                .addOneofDecl(OneofDescriptorProto.newBuilder().setName("outcome"))
                .addField(outcome("accepted", 1, full(proto.message())))
                .addField(outcome("rejected", 2, rejected))
                .addField(outcome("busy", 3, busy))
                .addNestedType(DescriptorProto.newBuilder()
                        .setName("Rejected")
                        .addField(field("reason", 1, FieldDescriptorProto.Type.TYPE_STRING))
                        .addField(field("field", 2, FieldDescriptorProto.Type.TYPE_STRING))
                        .addField(field("detail", 3, FieldDescriptorProto.Type.TYPE_STRING))
                        .addField(field("code", 4, FieldDescriptorProto.Type.TYPE_INT32)))
                .addNestedType(DescriptorProto.newBuilder()
                        .setName("Busy")
                        .addField(field("retry_after_ms", 1, FieldDescriptorProto.Type.TYPE_INT32)
                                .setJsonName("retryAfterMs"))
                        .addField(field("detail", 2, FieldDescriptorProto.Type.TYPE_STRING)))
                .build();
    }

    private String full(String name) {
        return "." + proto.packageName() + "." + name;
    }

    private static FieldDescriptorProto.Builder outcome(String name, int number, String type) {
        return field(name, number, FieldDescriptorProto.Type.TYPE_MESSAGE)
                .setTypeName(type)
                .setOneofIndex(0);
    }

    private static FieldDescriptorProto.Builder field(String name, int number, FieldDescriptorProto.Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)
                .setType(type)
                .setJsonName(name);
    }

    private static FieldDescriptorProto.Type type(Field.Type type) {
        return switch (type) {
            case STRING -> FieldDescriptorProto.Type.TYPE_STRING;
            case NUMBER -> FieldDescriptorProto.Type.TYPE_DOUBLE;
            case INTEGER -> FieldDescriptorProto.Type.TYPE_INT64;
            case BOOLEAN -> FieldDescriptorProto.Type.TYPE_BOOL;
            case TIME -> FieldDescriptorProto.Type.TYPE_MESSAGE;
        };
    }
}
