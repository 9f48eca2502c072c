package datalab.ingest.grpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import datalab.ingest.Ingest;
import datalab.ingest.IngestResult;
import datalab.lab.proto.StreamProto;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.protobuf.ProtoUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The typed service of one stream, made from its fields when DataLab starts. Thread-safe. */
final class TypedService {
    private static final Metadata.Key<String> IDEMPOTENCY_KEY =
            Metadata.Key.of("idempotency-key", Metadata.ASCII_STRING_MARSHALLER);

    private final Ingest ingest;
    private final FileDescriptor file;
    private final Descriptor result;
    private final TypedTaking.Stream stream;

    TypedService(Ingest ingest, Target target, StreamProto proto) {
        this.ingest = ingest;
        this.file = TypedFile.of(proto);
        Descriptor message = file.findMessageTypeByName(proto.message());
        this.result = file.findMessageTypeByName(proto.result());
        this.stream = new TypedTaking.Stream(target, new TypedEvents(proto, message), message);
    }

    com.google.protobuf.Descriptors.ServiceDescriptor descriptor() {
        return file.getServices().getFirst();
    }

    MethodDescriptor<byte[], DynamicMessage> create() {
        return Schema.method(
                descriptor().findMethodByName(StreamProto.CREATE), new Bytes(), marshaller(stream.message()));
    }

    MethodDescriptor<byte[], DynamicMessage> publish() {
        return Schema.method(descriptor().findMethodByName(StreamProto.PUBLISH), new Bytes(), marshaller(result));
    }

    Taking<byte[], DynamicMessage> creating(Metadata headers) {
        return new TypedTaking(ingest, stream, key(headers), this::created);
    }

    Taking<byte[], DynamicMessage> publishing(Metadata headers) {
        return new TypedTaking(ingest, stream, key(headers), (became, reply) -> reply.settle(() -> published(became)));
    }

    private void created(IngestResult became, Reply<DynamicMessage> reply) {
        switch (became) {
            case IngestResult.Accepted event ->
                reply.settle(() -> stream.events().kept(event));
            case IngestResult.Rejected why -> reply.fail(Failures.of(why));
            case IngestResult.Busy busy -> reply.fail(Failures.of(busy));
        }
    }

    private DynamicMessage published(IngestResult became) {
        DynamicMessage told = switch (became) {
            case IngestResult.Accepted event -> stream.events().kept(event);
            case IngestResult.Rejected why -> rejected(why);
            case IngestResult.Busy busy -> busy(busy);
        };
        String outcome = switch (became) {
            case IngestResult.Accepted event -> "accepted";
            case IngestResult.Rejected why -> "rejected";
            case IngestResult.Busy busy -> "busy";
        };
        return DynamicMessage.newBuilder(result)
                .setField(result.findFieldByName(outcome), told)
                .build();
    }

    private DynamicMessage rejected(IngestResult.Rejected why) {
        Descriptor type = result.findNestedTypeByName("Rejected");
        return DynamicMessage.newBuilder(type)
                .setField(type.findFieldByName("reason"), why.reason().text())
                .setField(type.findFieldByName("field"), why.field() == null ? "" : why.field())
                .setField(type.findFieldByName("detail"), why.detail())
                .build();
    }

    private DynamicMessage busy(IngestResult.Busy busy) {
        Descriptor type = result.findNestedTypeByName("Busy");
        return DynamicMessage.newBuilder(type)
                .setField(type.findFieldByName("retry_after_ms"), (int)
                        busy.retryAfter().toMillis())
                .setField(type.findFieldByName("detail"), busy.detail())
                .build();
    }

    private static @Nullable OnceKey key(Metadata headers) {
        String key = headers.get(IDEMPOTENCY_KEY);
        return key == null ? null : OnceKey.of(key);
    }

    private static Marshaller<DynamicMessage> marshaller(Descriptor type) {
        return ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(type));
    }

    /** A message as it came, so that one that cannot be used can be kept. */
    private static final class Bytes implements Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] bytes) {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
