package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Timestamp;
import com.google.protobuf.TimestampProto;
import datalab.app.folder.LabFolder;
import datalab.ingest.door.Ingest;
import datalab.ingest.door.IngestLimits;
import datalab.ingest.grpc.GrpcIngest;
import datalab.lab.Lab;
import datalab.lab.proto.StreamProto;
import datalab.lab.yaml.output.OutputServers;
import datalab.web.grpc.v1.EventsRequest;
import datalab.web.grpc.v1.Rows;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that know nothing but what DataLab serves: the .proto file of a stream, or reflection. */
class TypedClientIT {
    private static final String SERVICE = "datalab.typed_things.ThingsService";
    private static final String FILE = "/labs/typed-things/streams/things.proto";
    private static final String LAB = """
            lab: typed-things
            title: Names that mean something in .proto files, too
            streams:
              things:
                key: name
                time: when
                fields:
                  name:     {type: string, required: true, max: 100}
                  weight:   {type: number, unit: "kg"}
                  count:    {type: integer}
                  isOk:     {type: boolean}
                  seen_at:  {type: time}
                  google:   {type: string}
                  message:  {type: string}
                  optional: {type: string}
                  at:       {type: string}
                  pm25:     {type: number}
                  pm2_5:    {type: number}
              messages:
                fields:
                  number:  {type: integer, generated: true}
                  text:    {type: string, required: true}
                  visible: {type: boolean}
                in: {http: POST /messages, wait: visible}
            views:
              latest: {of: things, by: [name], keep: last}
            """;

    @TempDir
    private static Path folder;

    private static RunningDataLab datalab;
    private static ManagedChannel channel;
    private static Protoc protoc;

    @BeforeAll
    static void start() throws Exception {
        Path lab = Files.createDirectories(folder.resolve("labs/typed-things"));
        Files.writeString(lab.resolve("lab.yaml"), LAB);
        datalab = RunningDataLab.start(folder.resolve("data"), folder.resolve("labs"));
        channel = NettyChannelBuilder.forTarget(datalab.addresses().grpc())
                .usePlaintext()
                .build();
        protoc = new Protoc(Files.createDirectories(folder.resolve("protos")));
    }

    @AfterAll
    static void stop() {
        channel.shutdownNow();
        datalab.close();
    }

    @Test
    void clientMadeOfTheServedFileCreatesAnEvent() throws Exception {
        HttpResponse<String> served = datalab.get(FILE);
        FileDescriptorSet compiled = protoc.compile("datalab/typed_things/things.proto", served.body());
        FileDescriptor file =
                FileDescriptor.buildFrom(compiled.getFile(1), new FileDescriptor[] {TimestampProto.getDescriptor()});

        DynamicMessage kept = create(file, "first");

        assertThat(served.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
        Descriptor thing = kept.getDescriptorForType();
        assertThat(kept.getField(thing.findFieldByName("isOk"))).isEqualTo(true);
        await().untilAsserted(() -> {
            JsonNode event =
                    datalab.json("/labs/typed-things/streams/things?name=first").at("/rows/0");
            assertThat(event.path("count").asLong()).isEqualTo(1L << 60);
            assertThat(event.path("when").asText()).isEqualTo("2023-11-14T22:13:20Z");
            assertThat(event.path("_at").asText()).isEqualTo(kept.getField(thing.findFieldByName("at_1002")));
        });
    }

    @Test
    void clientThatAsksReflectionCreatesAnEvent() throws Exception {
        List<String> services = new ArrayList<>();
        ServerReflectionResponse all = reflected(
                ServerReflectionRequest.newBuilder().setListServices("*").build());
        all.getListServicesResponse().getServiceList().forEach(service -> services.add(service.getName()));
        FileDescriptorProto file = fileOf(SERVICE);

        DynamicMessage kept =
                create(FileDescriptor.buildFrom(file, new FileDescriptor[] {TimestampProto.getDescriptor()}), "second");

        assertThat(services)
                .contains(
                        "datalab.v1.Ingest",
                        "datalab.v1.Query",
                        SERVICE,
                        "datalab.typed_things.MessagesService",
                        "grpc.health.v1.Health");
        assertThat(kept.getField(kept.getDescriptorForType().findFieldByName("name")))
                .isEqualTo("second");
    }

    @Test
    void reflectionShowsWhatTheServedFileSays() throws Exception {
        FileDescriptorSet compiled = protoc.compile(
                "datalab/typed_things/things.proto", datalab.get(FILE).body());

        assertThat(fileOf(SERVICE)).isEqualTo(compiled.getFile(1));
        FileDescriptorSet waiting = protoc.compile(
                "datalab/typed_things/messages.proto",
                datalab.get(FILE.replace("things.proto", "messages.proto")).body());
        FileDescriptorProto messages = waiting.getFile(1);
        assertThat(fileOf("datalab.typed_things.MessagesService")).isEqualTo(messages);
        assertThat(messages.getMessageType(0).getFieldList())
                .extracting(FieldDescriptorProto::getName)
                .contains("visible", "visible_1004");
    }

    @Test
    void filesOfAllShippedLabsSayWhatIsServed() throws Exception {
        List<Lab> labs = LabFolder.read(Path.of("../labs"), List.of(), OutputServers.NONE);
        Ingest ingest =
                new Ingest((event, done) -> {}, IngestLimits.DEFAULT, new SimpleMeterRegistry(), Clock.systemUTC());
        Map<String, FileDescriptorProto> served = new HashMap<>();
        for (ServerServiceDefinition service : new GrpcIngest(ingest, labs).services()) {
            if (service.getServiceDescriptor().getSchemaDescriptor() instanceof ProtoFileDescriptorSupplier schema) {
                FileDescriptorProto file = schema.getFileDescriptor().toProto();
                served.put(file.getName(), file);
            }
        }

        Map<String, FileDescriptorProto> compiled = new HashMap<>();
        for (Lab lab : labs) {
            for (StreamProto proto : StreamProto.of(lab).values()) {
                FileDescriptorSet files = protoc.compile(proto.fileName(), proto.text());
                compiled.put(proto.fileName(), files.getFile(files.getFileCount() - 1));
            }
        }

        assertThat(compiled).hasSizeGreaterThanOrEqualTo(5);
        assertThat(served).containsAllEntriesOf(compiled);
    }

    @Test
    void healthIsThatOfReadiness() {
        HealthCheckRequest typed =
                HealthCheckRequest.newBuilder().setService(SERVICE).build();

        assertThat(HealthGrpc.newBlockingStub(channel).check(typed).getStatus())
                .isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
    }

    @Test
    void whatIsTypedIsAskedForAsJson() throws Exception {
        create(
                FileDescriptor.buildFrom(fileOf(SERVICE), new FileDescriptor[] {TimestampProto.getDescriptor()}),
                "third");
        io.grpc.MethodDescriptor<EventsRequest, Rows> events = io.grpc.MethodDescriptor.newBuilder(
                        ProtoUtils.marshaller(EventsRequest.getDefaultInstance()),
                        ProtoUtils.marshaller(Rows.getDefaultInstance()))
                .setType(MethodType.SERVER_STREAMING)
                .setFullMethodName("datalab.v1.Query/Events")
                .build();
        EventsRequest asked = EventsRequest.newBuilder()
                .setLab("typed-things")
                .setStream("things")
                .putWhere("name", "third")
                .build();

        await().untilAsserted(() -> {
            Rows rows = ClientCalls.blockingServerStreamingCall(channel, events, CallOptions.DEFAULT, asked)
                    .next();
            assertThat(rows.getRowsList())
                    .singleElement()
                    .extracting(ByteString::toStringUtf8)
                    .asString()
                    .contains("\"name\":\"third\"", "\"isOk\":true");
        });
    }

    private static DynamicMessage create(FileDescriptor file, String name) {
        MethodDescriptor create = file.findServiceByName("ThingsService").findMethodByName("Create");
        Descriptor thing = create.getInputType();
        DynamicMessage request = DynamicMessage.newBuilder(thing)
                .setField(thing.findFieldByName("name"), name)
                .setField(thing.findFieldByName("count"), 1L << 60)
                .setField(thing.findFieldByName("isOk"), true)
                .setField(
                        thing.findFieldByName("when"),
                        Timestamp.newBuilder().setSeconds(1_700_000_000L).build())
                .build();
        return ClientCalls.blockingUnaryCall(
                channel,
                io.grpc.MethodDescriptor.newBuilder(
                                ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(thing)),
                                ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(create.getOutputType())))
                        .setType(MethodType.UNARY)
                        .setFullMethodName(SERVICE + "/Create")
                        .build(),
                CallOptions.DEFAULT,
                request);
    }

    private static FileDescriptorProto fileOf(String symbol) throws Exception {
        ByteString file = reflected(ServerReflectionRequest.newBuilder()
                        .setFileContainingSymbol(symbol)
                        .build())
                .getFileDescriptorResponse()
                .getFileDescriptorProto(0);
        return FileDescriptorProto.parseFrom(file);
    }

    private static ServerReflectionResponse reflected(ServerReflectionRequest request) throws Exception {
        BlockingClientCall<ServerReflectionRequest, ServerReflectionResponse> call =
                ClientCalls.blockingBidiStreamingCall(
                        channel, ServerReflectionGrpc.getServerReflectionInfoMethod(), CallOptions.DEFAULT);
        call.write(request);
        ServerReflectionResponse response = call.read();
        call.halfClose();
        return response;
    }
}
