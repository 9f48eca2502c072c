package datalab.ingest.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Passes messages through as bytes, so that unreadable ones are reported and recorded by this package and not by gRPC. */
final class RawMarshaller implements Marshaller<byte[]> {

    @Override
    public InputStream stream(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }

    @Override
    public byte[] parse(InputStream stream) {
        try {
            return stream instanceof KnownLength ? stream.readNBytes(stream.available()) : stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a request; throws INVALID_ARGUMENT where it is none. */
    @SuppressWarnings("unchecked") // a message's parser makes messages of its kind
    static <M extends Message> M read(byte[] bytes, M kind) {
        try {
            return (M) kind.getParserForType().parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw IngestStatus.badArgument("", notA(kind, e));
        }
    }

    static String notA(Message kind, InvalidProtocolBufferException e) {
        return "not a " + kind.getDescriptorForType().getFullName() + ": " + e.getMessage();
    }
}
