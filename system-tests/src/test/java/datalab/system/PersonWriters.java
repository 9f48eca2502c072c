package datalab.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import datalab.ingest.grpc.v1.Accepted;
import datalab.ingest.grpc.v1.PublishOneRequest;
import datalab.testkit.DataLabProcess;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/**
 * Clients that create persons at several processes at once, a third each at the lab's own path, at the stream's, and over
 * gRPC, and remember which number was answered to which name. No name is sent twice.
 */
final class PersonWriters implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MethodDescriptor<PublishOneRequest, Accepted> ONE = MethodDescriptor.newBuilder(
                    ProtoUtils.marshaller(PublishOneRequest.getDefaultInstance()),
                    ProtoUtils.marshaller(Accepted.getDefaultInstance()))
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("datalab.v1.Ingest/PublishOne")
            .build();

    private final List<DataLabProcess> processes;
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, Long> numbers = new ConcurrentHashMap<>();
    private final Map<String, Integer> ways = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private volatile boolean enough;

    PersonWriters(int writers, DataLabProcess... processes) {
        this.processes = List.of(processes);
        for (DataLabProcess process : processes) {
            channels.add(NettyChannelBuilder.forAddress("127.0.0.1", process.grpcPort)
                    .usePlaintext()
                    .build());
        }
        for (int writer = 0; writer < writers; writer++) {
            int number = writer;
            threads.add(Thread.ofVirtual().unstarted(() -> write(number)));
        }
    }

    void start() {
        threads.forEach(Thread::start);
    }

    /** Waits until so many more have been acknowledged. */
    void awaitMore(int count) {
        int until = numbers.size() + count;
        Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> numbers.size() >= until);
    }

    /** The number answered to each name. */
    Map<String, Long> finish() {
        enough = true;
        for (Thread thread : threads) {
            try {
                if (!thread.join(Duration.ofMinutes(1))) {
                    throw new IllegalStateException("a writer is still at work: " + this);
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            }
        }
        return Map.copyOf(numbers);
    }

    /** How many were acknowledged since {@link #forgetWays}, by way and process. */
    Map<String, Integer> ways() {
        return Map.copyOf(ways);
    }

    void forgetWays() {
        ways.clear();
    }

    @Override
    public String toString() {
        return next.get() + " sent, " + numbers.size() + " acknowledged, " + unanswered.get() + " calls unanswered";
    }

    @Override
    public void close() {
        enough = true;
        channels.forEach(ManagedChannel::shutdownNow);
    }

    private void write(int writer) {
        int process = writer % processes.size();
        while (!enough) {
            String name = "person " + next.incrementAndGet();
            String body = "{\"name\":\"" + name + "\"}";
            try {
                JsonNode answer = switch (writer % 3) {
                    case 0 -> post(processes.get(process), "/api/persons", body);
                    case 1 -> post(processes.get(process), "/labs/places/streams/persons", body);
                    default -> call(channels.get(process), body);
                };
                if (answer.path("name").asText().equals(name)) {
                    numbers.put(name, answer.path("id").longValue());
                    ways.merge((writer % 3 == 2 ? "grpc " : "http ") + process, 1, Integer::sum);
                }
            } catch (UncheckedIOException | StatusRuntimeException e) {
                unanswered.incrementAndGet();
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos()); // it was killed
            }
        }
    }

    private static JsonNode post(DataLabProcess process, String path, String body) {
        HttpResponse<String> answer = process.post(path, "application/json", body);
        return json(answer.body());
    }

    private static JsonNode call(ManagedChannel channel, String body) {
        return json(publishOne(channel, "persons", body).getEvent().toStringUtf8());
    }

    /** Sends one event to a stream of the lab over gRPC. */
    static Accepted publishOne(ManagedChannel channel, String stream, String body) {
        PublishOneRequest request = PublishOneRequest.newBuilder()
                .setLab("places")
                .setStream(stream)
                .setEvent(ByteString.copyFrom(body, UTF_8))
                .build();
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS);
        return ClientCalls.blockingUnaryCall(channel, ONE, options, request);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
