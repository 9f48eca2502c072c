package datalab.ingest.grpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import datalab.ingest.door.IngestResult;
import datalab.lab.event.Offsets;
import datalab.lab.proto.PublishResult;
import datalab.lab.proto.StreamProto;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The typed service of one stream, made from its fields when DataLab starts. Thread-safe. */
final class TypedService {
    private final FileDescriptor file;
    private final Descriptor result;
    private final TypedEvents events;
    private final TypedStreamingCall.Stream stream;

    TypedService(GrpcStream target, StreamProto proto) {
        this.file = TypedFileDescriptor.of(proto);
        Descriptor message = file.findMessageTypeByName(proto.message());
        this.result = file.findMessageTypeByName(proto.result());
        this.events = new TypedEvents(proto, message);
        this.stream = new TypedStreamingCall.Stream(target, events::json, DynamicMessage.getDefaultInstance(message));
    }

    com.google.protobuf.Descriptors.ServiceDescriptor descriptor() {
        return file.getServices().getFirst();
    }

    MethodDescriptor<byte[], DynamicMessage> create() {
        return ServiceDescriptors.method(
                descriptor().findMethodByName(StreamProto.CREATE), ProtoUtils.marshaller(stream.message()));
    }

    MethodDescriptor<byte[], DynamicMessage> publish() {
        return ServiceDescriptors.method(
                descriptor().findMethodByName(StreamProto.PUBLISH),
                ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(result)));
    }

    StreamingCall<DynamicMessage> creating(Metadata headers, CancellableIngest caller) {
        GrpcIdempotencyKey key = GrpcIdempotencyKey.of(headers);
        return new TypedStreamingCall(caller, stream, key, (became, reply) -> {
            switch (became) {
                case IngestResult.Accepted event ->
                    caller.answer(stream.target(), event, key != null, reply, visible -> kept(event, visible));
                case IngestResult.Rejected why -> reply.fail(IngestStatus.of(why));
                case IngestResult.Busy busy -> reply.fail(IngestStatus.of(busy));
            }
        });
    }

    StreamingCall<DynamicMessage> publishing(Metadata headers, CancellableIngest caller) {
        return new TypedStreamingCall(caller, stream, GrpcIdempotencyKey.of(headers), (became, reply) -> {
            switch (became) {
                case IngestResult.Accepted event ->
                    caller.answer(
                            stream.target(),
                            () -> Offsets.NONE.after(List.of(event.at())),
                            reply,
                            visible -> published(PublishResult.ACCEPTED, kept(event, visible)));
                case IngestResult.Rejected why -> reply.settle(() -> published(PublishResult.REJECTED, rejected(why)));
                case IngestResult.Busy busy -> reply.settle(() -> published(PublishResult.BUSY, busy(busy)));
            }
        });
    }

    private DynamicMessage kept(IngestResult.Accepted event, @Nullable Boolean visible) {
        return events.kept(event, visible);
    }

    private DynamicMessage published(String outcome, DynamicMessage told) {
        return DynamicMessage.newBuilder(result)
                .setField(result.findFieldByName(outcome), told)
                .build();
    }

    private DynamicMessage rejected(IngestResult.Rejected why) {
        Descriptor type = result.findNestedTypeByName(PublishResult.REJECTED_MESSAGE);
        return DynamicMessage.newBuilder(type)
                .setField(
                        type.findFieldByName(PublishResult.REASON), why.reason().text())
                .setField(type.findFieldByName(PublishResult.FIELD), why.field() == null ? "" : why.field())
                .setField(type.findFieldByName(PublishResult.DETAIL), why.detail())
                .setField(
                        type.findFieldByName(PublishResult.CODE),
                        IngestStatus.code(why.reason()).getNumber())
                .build();
    }

    private DynamicMessage busy(IngestResult.Busy busy) {
        Descriptor type = result.findNestedTypeByName(PublishResult.BUSY_MESSAGE);
        return DynamicMessage.newBuilder(type)
                .setField(type.findFieldByName(PublishResult.RETRY_AFTER_MS), (int)
                        busy.retryAfter().toMillis())
                .setField(type.findFieldByName(PublishResult.DETAIL), busy.detail())
                .build();
    }
}
