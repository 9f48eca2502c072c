package datalab.system.attack;

import datalab.system.grpc.RawHttp2;
import datalab.web.grpc.v1.EventsRequest;
import datalab.web.grpc.v1.Rows;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Clients of gRPC that want to use up what there is. */
final class GrpcAttacks {
    private static final MethodDescriptor<EventsRequest, Rows> EVENTS = MethodDescriptor.newBuilder(
                    ProtoUtils.marshaller(EventsRequest.getDefaultInstance()),
                    ProtoUtils.marshaller(Rows.getDefaultInstance()))
            .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
            .setFullMethodName("datalab.v1.Query/Events")
            .build();
    private static final byte[] CANCEL = {0, 0, 0, 8};
    private static final int CALLS_A_CONNECTION = 20;

    private GrpcAttacks() {}

    /** Begins calls and gives them up, and comes again where it is sent away. */
    static void beginCallsAndGiveThemUp(Target target) throws IOException {
        int calls = Target.size(5_000, 30_000);
        byte[] call = RawHttp2.call("/datalab.v1.Query/ViewRows", target.token);
        for (int begun = 0; begun < calls || target.goesOn(); ) {
            try (RawHttp2 client = new RawHttp2(target.datalab.grpcPort)) {
                for (int number = 0; client.isOpen() && (begun < calls || target.goesOn()); number++) {
                    client.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 2 * number + 1, call);
                    client.frame(RawHttp2.RST_STREAM, 0, 2 * number + 1, CANCEL);
                    begun++;
                }
            } catch (IOException e) {
                Target.pause(1); // sent away
            }
        }
    }

    /** Asks for large pages and takes the first message of each alone. */
    static void askAndNeverRead(Target target) {
        List<ManagedChannel> channels = new ArrayList<>();
        for (int i = 0; i < Target.size(40, 300); i++) {
            if (i % CALLS_A_CONNECTION == 0) {
                channels.add(NettyChannelBuilder.forAddress("127.0.0.1", target.datalab.grpcPort)
                        .usePlaintext()
                        .flowControlWindow(64 * 1024)
                        .build());
            }
            ClientCall<EventsRequest, Rows> call = channels.getLast().newCall(EVENTS, CallOptions.DEFAULT);
            call.start(new ClientCall.Listener<>() {}, HonestClients.metadata(target.token));
            call.request(1);
            call.sendMessage(EventsRequest.newBuilder()
                    .setLab("attacked")
                    .setStream("readings")
                    .setLimit(AttackedLab.ROWS - i)
                    .build());
            call.halfClose();
        }
        target.awaitEnd();
        channels.forEach(ManagedChannel::shutdownNow);
    }
}
