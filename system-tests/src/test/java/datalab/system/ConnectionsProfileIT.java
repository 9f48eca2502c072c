package datalab.system;

import static datalab.testkit.Needs.Part.POSTGIS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import datalab.log.embedded.EmbeddedKafka;
import datalab.postgres.PostgresSettings;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Needs;
import datalab.testkit.PostgisServer;
import datalab.testkit.Sql;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connections lab on the servers of the older system, called as its clients call it. */
@Needs(POSTGIS)
final class ConnectionsProfileIT {
    @TempDir
    Path folder;

    @Test
    void takesPersonsAndLocationsUnderTheOlderNamesAndKeepsThemInPostgis() throws Exception {
        try (PostgisServer server = PostgisServer.start();
                EmbeddedKafka kafka = new EmbeddedKafka(folder.resolve("kafka"), 0, false)) {
            kafka.start();
            PostgresSettings database = server.freshDatabase("geoconnections");
            try (DataLabProcess datalab = new DataLabProcess(Path.of("../labs"), folder.resolve("data"))
                    .sharing(kafka.bootstrap(), database)) {
                datalab.start("connections", "--profile", "original");
                long taco = createPerson(datalab, "Taco", "Fargo");
                long frank = createPerson(datalab, "Frank", "Shader");
                createLocation(datalab, taco, "2020-08-15T10:37:06", "35.0585136", "-106.5719521");
                createLocation(datalab, frank, "2020-08-15T10:39:20", "35.0585300", "-106.5719600");

                String met = datalab.get("/api/persons/" + taco
                                + "/connection?start_date=2020-01-01&end_date=2020-12-30&distance=5")
                        .body();
                assertThat(met).contains("\"first_name\":\"Frank\"", "\"latitude\":\"35.05853\"", "\"distance\":1.9");
                assertThat(datalab.get("/api/persons").body()).contains("\"company_name\":\"Alpha Omega\"");
                assertThat(Sql.query(
                                database, "select string_agg(first_name, ',' order by id) from connections.persons"))
                        .isEqualTo("Taco,Frank");
                await().untilAsserted(() -> assertThat(
                                Sql.query(database, "select count(*) from connections.locations where person_id <= 2"))
                        .isEqualTo("2"));
            }
        }
    }

    private static long createPerson(DataLabProcess datalab, String first, String last) {
        UnknownFieldSet person = call(
                datalab,
                "UdaConnect/create_person",
                UnknownFieldSet.newBuilder()
                        .addField(2, text(first))
                        .addField(3, text(last))
                        .addField(4, text("Alpha Omega")));
        return person.getField(1).getVarintList().getFirst();
    }

    private static void createLocation(
            DataLabProcess datalab, long person, String time, String latitude, String longitude) {
        UnknownFieldSet location = call(
                datalab,
                "UdaConnect/create_location",
                UnknownFieldSet.newBuilder()
                        .addField(
                                1,
                                UnknownFieldSet.Field.newBuilder()
                                        .addVarint(person)
                                        .build())
                        .addField(2, text(time))
                        .addField(3, text(latitude))
                        .addField(4, text(longitude)));
        assertThat(location.getField(1).getVarintList()).containsExactly(person);
    }

    private static UnknownFieldSet call(DataLabProcess datalab, String method, UnknownFieldSet.Builder message) {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", datalab.grpcPort)
                .usePlaintext()
                .build();
        try {
            MethodDescriptor<UnknownFieldSet, UnknownFieldSet> descriptor = MethodDescriptor.newBuilder(
                            new Fields(), new Fields())
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName(method)
                    .build();
            return ClientCalls.blockingUnaryCall(channel, descriptor, CallOptions.DEFAULT, message.build());
        } finally {
            channel.shutdownNow();
        }
    }

    private static UnknownFieldSet.Field text(String text) {
        return UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFromUtf8(text))
                .build();
    }

    /** Writes and reads messages by field number, without a schema. */
    private static final class Fields implements Marshaller<UnknownFieldSet> {
        @Override
        public InputStream stream(UnknownFieldSet message) {
            return new ByteArrayInputStream(message.toByteArray());
        }

        @Override
        public UnknownFieldSet parse(InputStream stream) {
            try {
                return UnknownFieldSet.parseFrom(stream);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
