package datalab.ingest.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import datalab.ingest.MemoryArchive;
import datalab.ingest.Places;
import datalab.ingest.grpc.v1.Accepted;
import datalab.ingest.grpc.v1.EventResult;
import datalab.ingest.grpc.v1.EventResult.OutcomeCase;
import datalab.ingest.grpc.v1.PublishOneRequest;
import datalab.ingest.grpc.v1.PublishResponse;
import datalab.lab.event.Coordinate;
import datalab.lab.proto.StreamProto;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Numbers, references and {@code wait: visible} over gRPC. */
class PlacesGrpcIT {
    private final MemoryArchive archive = new MemoryArchive();
    private final GrpcFixture grpc = new GrpcFixture(Places.lab(), archive, Duration.ofMillis(500));

    @AfterEach
    void close() {
        grpc.close();
    }

    @Test
    void answersWithTheNumberOnceTheEventCanBeReadBack() throws Exception {
        CompletableFuture<Accepted> answer = CompletableFuture.supplyAsync(() -> grpc.publishOne(ada()));

        assertThat(answer.copy().orTimeout(200, TimeUnit.MILLISECONDS)).failsWithin(5, TimeUnit.SECONDS);
        archive.processTo(1);

        Accepted accepted = answer.get(4, TimeUnit.SECONDS);
        assertThat(accepted.getGeneratedId()).isEqualTo(1);
        assertThat(accepted.getVisible()).isTrue();
    }

    @Test
    void doesNotWaitForOneWhoIsInAHurryNorWhereTheStreamDoesNot() {
        archive.keep("places.persons", 1L);

        Accepted hurried =
                grpc.publishOne(ada().toBuilder().setWithoutWait(true).build());
        Accepted location = grpc.publishOne(GrpcFixture.one("places", "locations", "{\"person_id\": 1}"));

        assertThat(hurried.hasVisible()).isFalse();
        assertThat(location.hasVisible()).isFalse();
    }

    @Test
    void saysThatItIsNotVisibleYetWhereNobodyCanTell() {
        archive.processTo(9);
        grpc.publishOne(person("{\"id\": 40, \"name\": \"Bo\"}"));
        archive.away(true);

        Accepted accepted = grpc.publishOne(person("{\"id\": 39, \"name\": \"Cy\"}"));

        assertThat(accepted.getGeneratedId()).isEqualTo(39);
        assertThat(accepted.hasVisible()).isTrue();
        assertThat(accepted.getVisible()).isFalse();
    }

    @Test
    void answersAlreadyExistsToARepeatAndToANumberOfAnother() throws Exception {
        archive.processTo(9);
        archive.repeat(new Coordinate(0, 0));
        archive.handOut(Places.PERSONS, 5);

        StatusRuntimeException repeat = grpc.refusal(person("{\"id\": 40, \"name\": \"Bo\"}"));
        StatusRuntimeException reserved = grpc.refusal(person("{\"id\": 5, \"name\": \"Cy\"}"));

        assertThat(List.of(repeat, reserved))
                .extracting(each -> each.getStatus().getCode())
                .containsOnly(Status.Code.ALREADY_EXISTS);
        assertThat(repeat.getStatus().getDescription()).contains("there is an event with id 40 already");
        assertThat(GrpcFixture.detail(repeat, ErrorInfo.class).getReason()).isEqualTo("DUPLICATE");
        assertThat(GrpcFixture.detail(reserved, ErrorInfo.class).getReason()).isEqualTo("ID_RESERVED");
    }

    @Test
    void answersWithTheEventThatIsKeptWhereAnotherOfItsIdWasSent() throws Exception {
        archive.first(Places.archived(40, "Bo", null));

        PublishOneRequest other = person("{\"id\": 40, \"name\": \"Cy\"}").toBuilder()
                .setWithoutWait(true)
                .build();
        PublishOneRequest same = person("{\"id\": 40, \"name\": \"Bo\"}").toBuilder()
                .setWithoutWait(true)
                .build();
        StatusRuntimeException refusal = grpc.refusal(other);
        Accepted accepted = grpc.publishOne(same);

        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.ALREADY_EXISTS);
        assertThat(GrpcFixture.detail(refusal, ErrorInfo.class).getMetadataMap().get("stored"))
                .startsWith("{\"id\":40,\"name\":\"Bo\",");
        assertThat(accepted.getGeneratedId()).isEqualTo(40);
    }

    @Test
    void waitsForManyMessagesAtOnceAndNeverForLong() {
        archive.processTo(2);
        long begun = System.nanoTime();
        Published call = grpc.publish();
        for (int i = 0; i < 20; i++) {
            call.send(GrpcFixture.requestTo("places", "persons", "{\"name\": \"Ada\"}", "{}", "{\"name\": \"Bo\"}"));
        }

        List<PublishResponse> answers = call.read(20);

        assertThat(Duration.ofNanos(System.nanoTime() - begun)) // the bound of one, not of twenty
                .isBetween(Duration.ofMillis(4_900), Duration.ofSeconds(9));
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.getResultsList())
                        .extracting(EventResult::getOutcomeCase)
                        .containsExactly(OutcomeCase.ACCEPTED, OutcomeCase.REJECTED, OutcomeCase.ACCEPTED));
        assertThat(answers)
                .extracting(answer -> answer.getResults(0).getAccepted().getVisible())
                .startsWith(false, false)
                .hasSize(20);
        archive.processTo(1_000);
        call.send(GrpcFixture.requestTo("places", "persons", "{\"name\": \"Cy\"}"));
        assertThat(call.read().getResults(0).getAccepted().getVisible()).isTrue();
    }

    @Test
    void waitsNoLongerThanItsClient() {
        Published call = grpc.publish();
        call.send(GrpcFixture.requestTo("places", "persons", "{\"name\": \"Ada\"}"));
        await().until(() -> grpc.log.texts("places.persons").size() == 1);

        call.cancel();

        await().atMost(Duration.ofSeconds(4)).until(() -> grpc.in.calls() == 0 && grpc.in.waitingBytes() == 0);
    }

    @Test
    void answersAtOnceWhatWaitsToBeSeenWhenItIsStopped() {
        Published call = grpc.publish();
        call.send(GrpcFixture.requestTo("places", "persons", "{\"name\": \"Ada\"}"));
        await().until(() -> grpc.log.texts("places.persons").size() == 1);
        long begun = System.nanoTime();

        grpc.stopServer();

        assertThat(call.read().getResults(0).getAccepted().getVisible()).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(4_500));
        assertThat(call.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void refusesWhatRefersToNobodyAsAFailedPrecondition() throws Exception {
        archive.keep("places.persons", 5L);

        StatusRuntimeException refused = grpc.refusal(GrpcFixture.one("places", "locations", "{\"person_id\": 6}"));

        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        BadRequest.FieldViolation violation =
                GrpcFixture.detail(refused, BadRequest.class).getFieldViolations(0);
        assertThat(violation.getField()).isEqualTo("person_id");
        assertThat(violation.getDescription()).isEqualTo("person_id is 6, and persons has no such event");
        assertThat(GrpcFixture.detail(refused, ErrorInfo.class).getReason()).isEqualTo("UNKNOWN_REFERENCE");
        assertThat(grpc.rejects()).hasSize(1);
    }

    @Test
    void saysOfEachEventOfAStreamThatItRefersToNobodyAndGoesOn() {
        archive.keep("places.persons", 5L);
        Published call = grpc.publish()
                .send(GrpcFixture.requestTo("places", "locations", "{\"person_id\": 6}", "{\"person_id\": 5}"))
                .send(GrpcFixture.requestTo("places", "locations", "{\"person_id\": 5}"))
                .send(GrpcFixture.requestTo("places", "visits", "{\"person_id\": 6}"))
                .done();

        List<EventResult> results = call.read(3).stream()
                .flatMap(answer -> answer.getResultsList().stream())
                .toList();

        assertThat(results.getFirst().getRejected().getReason()).isEqualTo("unknown_reference");
        assertThat(results.getFirst().getRejected().getField()).isEqualTo("person_id");
        assertThat(results.getFirst().getRejected().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION.value());
        assertThat(results.subList(1, 4)).allMatch(EventResult::hasAccepted);
        assertThat(call.end().isOk()).isTrue();
        assertThat(grpc.log.texts("places.visits")).containsExactly("{\"_unknown\":[\"person_id\"],\"person_id\": 6}");
    }

    @Test
    void typedServicesSayTheSame() throws Exception {
        Typed persons = new Typed("persons", "Person");
        Typed locations = new Typed("locations", "Location");
        archive.processTo(1);

        DynamicMessage person = persons.create("name", "Ada");
        DynamicMessage location = locations.create("person_id", person.getField(persons.field("id")));
        archive.away(true);
        StatusRuntimeException unknown = locations.refusal("person_id", 0L);
        archive.away(false);
        StatusRuntimeException nobody = locations.refusal("person_id", 7L);

        assertThat(person.getField(persons.field("id"))).isEqualTo(1L);
        assertThat(person.getField(persons.field("visible"))).isEqualTo(true);
        assertThat(locations.message.findFieldByName("visible")).isNull();
        assertThat(location.getField(locations.field("person_id"))).isEqualTo(1L);
        assertThat(unknown.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(nobody.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(GrpcFixture.detail(nobody, BadRequest.class)
                        .getFieldViolations(0)
                        .getField())
                .isEqualTo("person_id");
    }

    private static PublishOneRequest ada() {
        return person("{\"name\": \"Ada\"}");
    }

    private static PublishOneRequest person(String event) {
        return GrpcFixture.one("places", "persons", event);
    }

    /** A client of a stream's own service. */
    private final class Typed {
        final Descriptor message;
        private final MethodDescriptor<DynamicMessage, DynamicMessage> create;

        Typed(String stream, String name) {
            StreamProto proto =
                    Objects.requireNonNull(StreamProto.of(Places.lab()).get(stream));
            FileDescriptor file = TypedFileDescriptor.of(proto);
            message = file.findMessageTypeByName(name);
            DynamicMessage any = DynamicMessage.getDefaultInstance(message);
            create = MethodDescriptor.newBuilder(ProtoUtils.marshaller(any), ProtoUtils.marshaller(any))
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName("datalab.places." + proto.service() + "/Create")
                    .build();
        }

        com.google.protobuf.Descriptors.FieldDescriptor field(String name) {
            return message.findFieldByName(name);
        }

        DynamicMessage create(String name, Object value) {
            DynamicMessage event = DynamicMessage.newBuilder(message)
                    .setField(field(name), value)
                    .build();
            return ClientCalls.blockingUnaryCall(grpc.channel, create, CallOptions.DEFAULT, event);
        }

        StatusRuntimeException refusal(String name, Object value) {
            try {
                create(name, value);
            } catch (StatusRuntimeException e) {
                return e;
            }
            throw new AssertionError("it was not refused");
        }
    }
}
