package datalab.ingest.grpc;

import com.google.protobuf.Descriptors;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import java.util.List;

/** Builds services from their protobuf descriptors, which reflection shows. */
final class ServiceDescriptors {
    private ServiceDescriptors() {}

    /** @param service whose file reflection shows */
    private record Shown(Descriptors.ServiceDescriptor service) implements ProtoServiceDescriptorSupplier {

        @Override
        public Descriptors.ServiceDescriptor getServiceDescriptor() {
            return service;
        }

        @Override
        public FileDescriptor getFileDescriptor() {
            return service.getFile();
        }
    }

    /** A method, with how its answers are written. */
    static <R> MethodDescriptor<byte[], R> method(
            Descriptors.MethodDescriptor method, MethodDescriptor.Marshaller<R> responses) {
        boolean streams = method.isClientStreaming() && method.isServerStreaming();
        return MethodDescriptor.newBuilder(new RawMarshaller(), responses)
                .setType(streams ? MethodDescriptor.MethodType.BIDI_STREAMING : MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(
                        method.getService().getFullName(), method.getName()))
                .build();
    }

    static ServerServiceDefinition service(
            Descriptors.ServiceDescriptor service, List<ServerMethodDefinition<?, ?>> methods) {
        ServiceDescriptor.Builder descriptor =
                ServiceDescriptor.newBuilder(service.getFullName()).setSchemaDescriptor(new Shown(service));
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(definition::addMethod);
        return definition.build();
    }
}
