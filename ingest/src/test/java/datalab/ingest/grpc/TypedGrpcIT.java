package datalab.ingest.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import com.google.rpc.BadRequest;
import datalab.ingest.SampleStreams;
import datalab.lab.proto.StreamProto;
import datalab.log.Headers;
import datalab.log.NewRecord;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TypedGrpcIT {
    private static final FileDescriptor FILE = TypedFileDescriptor.of(
            Objects.requireNonNull(StreamProto.of(SampleStreams.sensors()).get("readings")));
    private static final Descriptor READING = FILE.findMessageTypeByName("Reading");
    private static final Descriptor RESULT = FILE.findMessageTypeByName("PublishReadingsResult");

    private final GrpcFixture grpc = new GrpcFixture();

    @AfterEach
    void close() {
        grpc.close();
    }

    @Test
    void createsAnEventOfTypedFields() {
        DynamicMessage kept = create(reading("name", "a", "value", 1.5, "count", 7L, "ok", true).toBuilder()
                .setField(
                        READING.findFieldByName("timestamp"),
                        Timestamp.newBuilder()
                                .setSeconds(1_700_000_000L)
                                .setNanos(5_000_000)
                                .build())
                .build());

        assertThat(grpc.kept())
                .containsExactly("{\"name\":\"a\",\"value\":1.5,\"count\":7,\"ok\":true,"
                        + "\"timestamp\":\"2023-11-14T22:13:20.005Z\"}");
        assertThat(get(kept, "name")).isEqualTo("a");
        assertThat(get(kept, "count")).isEqualTo(7L);
        assertThat(get(kept, "at")).isEqualTo("0:0");
        assertThat(kept.hasField(READING.findFieldByName("arrived"))).isTrue();
    }

    @Test
    void leavesOutWhatIsLeftOutAndKeepsWhatIsZero() {
        create(reading("name", "a", "value", 0.0));

        assertThat(grpc.kept()).containsExactly("{\"name\":\"a\",\"value\":0.0}");
    }

    @Test
    void namesTheFieldThatIsWrong() throws Exception {
        StatusRuntimeException missing = refusal(reading("value", 1.0));
        StatusRuntimeException infinite = refusal(reading("name", "a", "value", Double.POSITIVE_INFINITY));

        assertThat(missing.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(field(missing)).isEqualTo("name");
        assertThat(field(infinite)).isEqualTo("value");
        assertThat(grpc.rejects()).hasSize(2);
    }

    @Test
    void refusesATimeThatNoCalendarHas() throws Exception {
        StatusRuntimeException late = refusal(at(Long.MAX_VALUE, 0));
        StatusRuntimeException fraction = refusal(at(1_714_557_600L, 1_500_000_000));
        StatusRuntimeException negative = refusal(at(1_714_557_600L, -1));

        assertThat(List.of(late, fraction, negative))
                .allSatisfy(refused -> assertThat(field(refused)).isEqualTo("timestamp"));
    }

    private static DynamicMessage at(long seconds, int nanos) throws Exception {
        Timestamp time =
                Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos).build();
        return reading("name", "a").toBuilder()
                .setField(READING.findFieldByName("timestamp"), time)
                .build();
    }

    @Test
    void keepsAMessageWithAFieldThatTheStreamHasNotAsAReject() {
        DynamicMessage newer = reading("name", "a").toBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                77,
                                UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                        .build())
                .build();

        StatusRuntimeException refused = refusal(newer);

        assertThat(refused.getStatus().getDescription()).contains("unknown_field", "77");
        assertThat(grpc.rejects()).singleElement().satisfies(reject -> {
            assertThat(reject.value()).isEqualTo(newer.toByteArray());
            assertThat(reject.headers()).containsEntry(Headers.REASON, "unknown_field");
        });
    }

    @Test
    void keepsBytesThatAreNoMessageAsAReject() {
        byte[] garbage = "\u00ff\u00ff".getBytes(StandardCharsets.ISO_8859_1);
        byte[] notUtf8 = {0x0a, 2, (byte) 0xc3, 0x28}; // "name" in two bytes that no UTF-8 has

        Status first = grpc.raw("datalab.sensors.ReadingsService/Create", garbage);
        Status second = grpc.raw("datalab.sensors.ReadingsService/Create", notUtf8);

        assertThat(List.of(first, second)).allSatisfy(status -> {
            assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(status.getDescription()).contains("not a datalab.sensors.Reading: ");
        });
        assertThat(second.getDescription()).contains("UTF-8");
        assertThat(grpc.rejects()).extracting(NewRecord::value).containsExactly(garbage, notUtf8);
    }

    @Test
    void publishesManyAndAnswersEach() throws Exception {
        BlockingClientCall<DynamicMessage, DynamicMessage> call =
                ClientCalls.blockingBidiStreamingCall(grpc.channel, publish(), CallOptions.DEFAULT);

        for (int i = 0; i < 100; i++) {
            call.write(i % 10 == 9 ? reading("value", 1.0) : reading("name", "a", "count", (long) i));
        }
        call.halfClose();

        for (int i = 0; i < 100; i++) {
            DynamicMessage result = call.read();
            String outcome = i % 10 == 9 ? "rejected" : "accepted";
            assertThat(result.hasField(RESULT.findFieldByName(outcome))).isTrue();
        }
        assertThat(call.read()).isNull();
        assertThat(grpc.kept()).hasSize(90);
    }

    @Test
    void takesAnIdempotencyKeyFromTheHeaders() {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("idempotency-key", Metadata.ASCII_STRING_MARSHALLER), "k");

        ClientCalls.blockingUnaryCall(
                ClientInterceptors.intercept(grpc.channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
                create(),
                CallOptions.DEFAULT,
                reading("name", "a"));

        assertThat(grpc.log.records("sensors.readings"))
                .extracting(event -> event.headers().get(Headers.ONCE))
                .containsExactly("k#1");
    }

    private DynamicMessage create(DynamicMessage reading) {
        return ClientCalls.blockingUnaryCall(grpc.channel, create(), CallOptions.DEFAULT, reading);
    }

    private StatusRuntimeException refusal(DynamicMessage reading) {
        try {
            create(reading);
        } catch (StatusRuntimeException e) {
            return e;
        }
        throw new AssertionError("it was not refused");
    }

    private static String field(StatusRuntimeException e) throws Exception {
        return StatusProto.fromThrowable(e)
                .getDetails(0)
                .unpack(BadRequest.class)
                .getFieldViolations(0)
                .getField();
    }

    private static Object get(DynamicMessage message, String field) {
        return message.getField(READING.findFieldByName(field));
    }

    private static DynamicMessage reading(Object... namesAndValues) {
        DynamicMessage.Builder reading = DynamicMessage.newBuilder(READING);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            reading.setField(READING.findFieldByName((String) namesAndValues[i]), namesAndValues[i + 1]);
        }
        return reading.build();
    }

    private static MethodDescriptor<DynamicMessage, DynamicMessage> create() {
        return method(MethodType.UNARY, "Create", READING);
    }

    private static MethodDescriptor<DynamicMessage, DynamicMessage> publish() {
        return method(MethodType.BIDI_STREAMING, "Publish", RESULT);
    }

    private static MethodDescriptor<DynamicMessage, DynamicMessage> method(
            MethodType type, String name, Descriptor response) {
        return MethodDescriptor.newBuilder(
                        ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(READING)),
                        ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(response)))
                .setType(type)
                .setFullMethodName("datalab.sensors.ReadingsService/" + name)
                .build();
    }
}
