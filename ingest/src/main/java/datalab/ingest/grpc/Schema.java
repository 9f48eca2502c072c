package datalab.ingest.grpc;

import com.google.protobuf.Descriptors;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import java.util.ArrayList;
import java.util.List;

/** Builds services from their protobuf descriptors, which reflection shows. */
final class Schema {
    private Schema() {}

    /** @param service whose file reflection shows */
    private record OfService(Descriptors.ServiceDescriptor service) implements ProtoServiceDescriptorSupplier {

        @Override
        public Descriptors.ServiceDescriptor getServiceDescriptor() {
            return service;
        }

        @Override
        public FileDescriptor getFileDescriptor() {
            return service.getFile();
        }
    }

    private record OfMethod(Descriptors.MethodDescriptor method) implements ProtoMethodDescriptorSupplier {

        @Override
        public Descriptors.MethodDescriptor getMethodDescriptor() {
            return method;
        }

        @Override
        public Descriptors.ServiceDescriptor getServiceDescriptor() {
            return method.getService();
        }

        @Override
        public FileDescriptor getFileDescriptor() {
            return method.getFile();
        }
    }

    /** A method with how its messages are read and written. */
    static <Q, R> MethodDescriptor<Q, R> method(
            Descriptors.MethodDescriptor method,
            MethodDescriptor.Marshaller<Q> requests,
            MethodDescriptor.Marshaller<R> responses) {
        boolean streams = method.isClientStreaming() && method.isServerStreaming();
        return MethodDescriptor.newBuilder(requests, responses)
                .setType(streams ? MethodDescriptor.MethodType.BIDI_STREAMING : MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(
                        method.getService().getFullName(), method.getName()))
                .setSchemaDescriptor(new OfMethod(method))
                .build();
    }

    static ServerServiceDefinition service(
            Descriptors.ServiceDescriptor service, List<ServerMethodDefinition<?, ?>> methods) {
        List<MethodDescriptor<?, ?>> descriptors = new ArrayList<>();
        methods.forEach(method -> descriptors.add(method.getMethodDescriptor()));
        ServiceDescriptor.Builder descriptor =
                ServiceDescriptor.newBuilder(service.getFullName()).setSchemaDescriptor(new OfService(service));
        descriptors.forEach(descriptor::addMethod);
        ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(definition::addMethod);
        return definition.build();
    }
}
