package datalab.ingest.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import com.google.rpc.BadRequest;
import datalab.ingest.MemoryArchive;
import datalab.lab.Lab;
import datalab.lab.yaml.LabFile;
import datalab.log.Headers;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Methods under a lab's own names, called as a client that was made from another server's .proto file calls them. */
final class NamedGrpcIT {
    private static final String LAB = """
            lab: fair
            streams:
              persons:
                key: id
                unique: id
                fields:
                  id:   {type: integer, generated: true, min: 1}
                  name: {type: string, required: true, min: 1}
                in: {grpc: {method: old.Fair/create_person, message: PersonMessage, fields: {id: int32 = 1, name: string = 3}}}
              locations:
                time: at
                fields:
                  person:   {type: integer, required: true}
                  latitude: {type: number, required: true, as: text}
                  note:     {type: string}
                  height:   {type: number}
                in:
                  grpc:
                    - method: old.Fair/create_location
                      message: LocationMessage
                      fields: {person: int32 = 1, at: string = 2, latitude: string = 3, height: float = 4, note: string = 5}
                    - method: Other/Put
                      message: Location
                      fields: {person: uint32 = 1, at: google.protobuf.Timestamp = 2, latitude: double = 3}
            """;

    private final MemoryArchive archive = new MemoryArchive();
    private GrpcFixture grpc;

    @BeforeEach
    void start() {
        grpc = new GrpcFixture(lab(), archive, Duration.ofMillis(500));
    }

    @AfterEach
    void stop() {
        grpc.close();
    }

    @Test
    void answersThePersonWithItsNumberInTheSameMessage() {
        Map<Integer, UnknownFieldSet.Field> answer =
                call("old.Fair/create_person", UnknownFieldSet.newBuilder().addField(3, text("Ada")));

        assertThat(Objects.requireNonNull(answer.get(1)).getVarintList()).containsExactly(1L);
        assertThat(Objects.requireNonNull(answer.get(3)).getLengthDelimitedList())
                .containsExactly(ByteString.copyFromUtf8("Ada"));
        assertThat(grpc.log.texts("fair.persons")).containsExactly("{\"id\":1,\"name\":\"Ada\"}");
    }

    @Test
    void takesTextsForNumbersAndTimesAndWhatIsLeftOutForZero() {
        Map<Integer, UnknownFieldSet.Field> answer = call(
                "old.Fair/create_location",
                UnknownFieldSet.newBuilder()
                        .addField(2, text("2020-08-15T10:37:06"))
                        .addField(3, text("35.0585136"))
                        .addField(
                                4,
                                UnknownFieldSet.Field.newBuilder()
                                        .addFixed32(Float.floatToIntBits(1.7f))
                                        .build()));

        assertThat(grpc.log.texts("fair.locations"))
                .containsExactly(
                        "{\"person\":0,\"at\":\"2020-08-15T10:37:06\",\"latitude\":\"35.0585136\",\"height\":1.7}");
        assertThat(Objects.requireNonNull(answer.get(2)).getLengthDelimitedList())
                .containsExactly(ByteString.copyFromUtf8("2020-08-15T10:37:06Z"));
        assertThat(Objects.requireNonNull(answer.get(3)).getLengthDelimitedList())
                .containsExactly(ByteString.copyFromUtf8("35.0585136"));
        assertThat(answer).doesNotContainKeys(1, 5);
    }

    @Test
    void takesSeveralMethodsForAStream() {
        ByteString at =
                Timestamp.newBuilder().setSeconds(1_597_487_826L).build().toByteString();

        call(
                "Other/Put",
                UnknownFieldSet.newBuilder()
                        .addField(1, varint(7))
                        .addField(
                                2,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(at)
                                        .build()));

        assertThat(grpc.log.texts("fair.locations"))
                .containsExactly("{\"person\":7,\"at\":\"2020-08-15T10:37:06Z\",\"latitude\":0.0}");
    }

    @Test
    void namesTheFieldThatIsWrongAndKeepsTheBytes() throws Exception {
        UnknownFieldSet.Builder nobody = UnknownFieldSet.newBuilder().addField(1, varint(5));

        StatusRuntimeException refused =
                catchThrowableOfType(StatusRuntimeException.class, () -> call("old.Fair/create_person", nobody));
        Status garbage = grpc.raw("old.Fair/create_person", "{}".getBytes(UTF_8));
        Status newer = grpc.raw(
                "old.Fair/create_person", nobody.addField(9, varint(1)).build().toByteArray());

        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(GrpcFixture.detail(refused, BadRequest.class)
                        .getFieldViolations(0)
                        .getField())
                .isEqualTo("name");
        assertThat(garbage.getDescription()).contains("not a old.PersonMessage");
        assertThat(newer.getDescription()).contains("unknown_field", "9");
        assertThat(grpc.rejects())
                .extracting(reject -> reject.headers().get(Headers.REASON))
                .containsExactly("missing_field", "not_an_object", "unknown_field");
    }

    private Map<Integer, UnknownFieldSet.Field> call(String method, UnknownFieldSet.Builder message) {
        MethodDescriptor<byte[], byte[]> descriptor = MethodDescriptor.newBuilder(
                        new RawMarshaller(), new RawMarshaller())
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(method)
                .build();
        archive.processTo(9);
        byte[] answer = ClientCalls.blockingUnaryCall(
                grpc.channel, descriptor, CallOptions.DEFAULT, message.build().toByteArray());
        try {
            return UnknownFieldSet.parseFrom(answer).asMap();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("no message", e);
        }
    }

    private static UnknownFieldSet.Field text(String text) {
        return UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFromUtf8(text))
                .build();
    }

    private static UnknownFieldSet.Field varint(long number) {
        return UnknownFieldSet.Field.newBuilder().addVarint(number).build();
    }

    private static Lab lab() {
        return switch (LabFile.parse("lab.yaml", Path.of("."), LAB)) {
            case LabFile.Valid(Lab lab) -> lab;
            case LabFile.Invalid invalid ->
                throw new IllegalStateException(List.copyOf(invalid.mistakes()).toString());
        };
    }
}
