package datalab.web.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import datalab.web.http.HttpProblem;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.Supplier;

/**
 * Reads requests; parse errors surface only when a request is used, where the client can be answered.
 *
 * @param kind any request of the kind
 */
record RequestMarshaller<Q extends Message>(Q kind) implements Marshaller<Supplier<Q>> {

    @Override
    public InputStream stream(Supplier<Q> request) {
        return request.get().toByteString().newInput();
    }

    @Override
    @SuppressWarnings("unchecked") // a message's parser makes messages of its kind
    public Supplier<Q> parse(InputStream bytes) {
        try {
            Q request = (Q) kind.getParserForType().parseFrom(bytes.readAllBytes());
            return () -> request;
        } catch (InvalidProtocolBufferException e) {
            String why = "not a " + kind.getDescriptorForType().getFullName() + ": " + e.getMessage();
            return () -> {
                throw HttpProblem.badRequest(why);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
