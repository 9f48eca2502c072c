package datalab.ingest.grpc;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.TimestampProto;
import datalab.lab.Lab;
import datalab.lab.input.GrpcInput;
import datalab.lab.stream.EventStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A service that a lab names itself, under {@code in: grpc}, with its methods and their messages as the lab's file has them.
 *
 * @param descriptor by which reflection shows it
 */
record NamedService(ServiceDescriptor descriptor, List<NamedMethod> methods) {
    private static final String TIMESTAMP = "google.protobuf.Timestamp";

    private record Declared(EventStream stream, GrpcInput input) {}

    /** Those of a lab, whose methods and messages were checked when it was read. */
    static List<NamedService> of(Lab lab, GrpcStreams streams) {
        Map<String, List<Declared>> byService = new LinkedHashMap<>();
        for (EventStream stream : lab.streams().values()) {
            for (GrpcInput input : stream.in().of(GrpcInput.class)) {
                byService
                        .computeIfAbsent(input.service(), name -> new ArrayList<>())
                        .add(new Declared(stream, input));
            }
        }
        List<NamedService> services = new ArrayList<>();
        byService.values().forEach(declared -> services.add(of(declared, streams)));
        return services;
    }

    private static NamedService of(List<Declared> declared, GrpcStreams streams) {
        ServiceDescriptor service = file(declared.stream().map(Declared::input).toList())
                .getServices()
                .getFirst();
        List<NamedMethod> methods = new ArrayList<>();
        for (Declared each : declared) {
            methods.add(new NamedMethod(
                    streams.of(each.stream()),
                    each.input(),
                    service.findMethodByName(each.input().method())));
        }
        return new NamedService(service, methods);
    }

    private static FileDescriptor file(List<GrpcInput> inputs) {
        GrpcInput first = inputs.getFirst();
        String name = first.service().substring(first.service().lastIndexOf('.') + 1);
        ServiceDescriptorProto.Builder service =
                ServiceDescriptorProto.newBuilder().setName(name);
        FileDescriptorProto.Builder file = FileDescriptorProto.newBuilder()
                .setName(first.service().replace('.', '/') + ".proto")
                .setPackage(first.packageName())
                .setSyntax("proto3")
                .addDependency(TimestampProto.getDescriptor().getName());
        Set<String> messages = new HashSet<>();
        for (GrpcInput input : inputs) {
            String type = (input.packageName().isEmpty() ? "." : "." + input.packageName() + ".") + input.message();
            service.addMethodBuilder()
                    .setName(input.method())
                    .setInputType(type)
                    .setOutputType(type);
            if (messages.add(input.message())) {
                file.addMessageType(message(input));
            }
        }
        try {
            return FileDescriptor.buildFrom(
                    file.addService(service).build(), new FileDescriptor[] {TimestampProto.getDescriptor()});
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException("the service " + first.service() + " is not valid: " + e.getMessage(), e);
        }
    }

    private static DescriptorProto message(GrpcInput input) {
        DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(input.message());
        for (GrpcInput.Member member : input.members()) {
            FieldDescriptorProto.Builder field = message.addFieldBuilder()
                    .setName(member.name())
                    .setNumber(member.number())
                    .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
            if (member.type().equals(TIMESTAMP)) {
                field.setType(FieldDescriptorProto.Type.TYPE_MESSAGE).setTypeName("." + TIMESTAMP);
            } else {
                field.setType(FieldDescriptorProto.Type.valueOf(
                        "TYPE_" + member.type().toUpperCase(Locale.ROOT)));
            }
        }
        return message.build();
    }
}
