package datalab.out.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import datalab.store.output.OutputFenced;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputRowJson;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputUnavailable;
import datalab.store.output.OutputWriter;
import datalab.store.output.RefusedRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Publishes rows as retained messages, until another connects by its client id. Owned by one thread. */
final class MqttWriter implements OutputWriter {
    private static final Duration ACKNOWLEDGE_MAX = Duration.ofSeconds(30);
    /** What a message takes beside topic and payload. */
    private static final int OVERHEAD_BYTES_MAX = 64;

    private static final byte[] GONE = {};

    private final MqttTarget target;
    private final OutputTable table;
    private final BrokerConnection connection;
    private final long messageBytesMax;

    MqttWriter(MqttTarget target, OutputTable table, BrokerConnection connection) {
        this.target = target;
        this.table = table;
        this.connection = connection;
        this.messageBytesMax = (long) connection.restrictions().getMaximumPacketSize() - OVERHEAD_BYTES_MAX;
    }

    @Override
    public List<RefusedRow> write(long version, List<OutputRow> rows) {
        List<RefusedRow> refused = new ArrayList<>();
        List<Sent> sent = new ArrayList<>(rows.size());
        for (OutputRow row : rows) {
            String topic = RowTopic.of(table, row);
            byte[] payload = row.isGone() ? GONE : OutputRowJson.row(table, row);
            Optional<String> refusal = refusal(topic, payload);
            if (refusal.isEmpty()) {
                sent.add(new Sent(row, topic, connection.publish(topic, payload)));
            } else if (!row.isGone()) { // else it has never been there
                refused.add(new RefusedRow(row, refusal.get()));
            }
        }
        long end = System.nanoTime() + ACKNOWLEDGE_MAX.toNanos();
        for (Sent message : sent) {
            Throwable failure = failure(message.answer(), end - System.nanoTime());
            if (failure != null) {
                refused.add(refused(message, failure));
            }
        }
        return refused;
    }

    @Override
    public void close() {
        connection.close();
    }

    /** A message on its way. */
    private record Sent(OutputRow row, String topic, CompletableFuture<Mqtt5PublishResult> answer) {}

    private Optional<String> refusal(String topic, byte[] payload) {
        int topicBytes = topic.getBytes(UTF_8).length;
        if (topicBytes > RowTopic.BYTES_MAX) {
            return Optional.of("the topic of its key has " + topicBytes + " bytes, MQTT takes " + RowTopic.BYTES_MAX);
        }
        long bytes = (long) topicBytes + payload.length;
        return bytes <= messageBytesMax
                ? Optional.empty()
                : Optional.of("topic and payload have " + bytes + " bytes, the broker takes " + messageBytesMax);
    }

    /** Null where the broker has it. */
    private @Nullable Throwable failure(CompletableFuture<Mqtt5PublishResult> answer, long nanosMax) {
        try {
            return answer.get(Math.max(0, nanosMax), TimeUnit.NANOSECONDS)
                    .getError()
                    .orElse(null);
        } catch (ExecutionException e) {
            return e.getCause() == null ? e : e.getCause();
        } catch (TimeoutException e) {
            throw connection.unavailable(
                    new TimeoutException("not acknowledged within " + ACKNOWLEDGE_MAX.toSeconds() + " s"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutputUnavailable("interrupted", e);
        }
    }

    /** Where the broker refuses a message for what it holds; throws for what is not the row's fault. */
    private RefusedRow refused(Sent message, Throwable failure) {
        if (failure instanceof Mqtt5PubAckException answer) {
            Mqtt5PubAckReasonCode reason = answer.getMqttMessage().getReasonCode();
            String said = "the broker answers " + reason + " to topic " + message.topic();
            return switch (reason) {
                case TOPIC_NAME_INVALID, PAYLOAD_FORMAT_INVALID -> new RefusedRow(message.row(), said);
                default -> throw connection.unavailable(new IllegalStateException(said));
            };
        }
        Throwable end = connection.end(failure);
        if (BrokerConnection.mayBeTakenOver(end)) {
            target.check();
            throw new OutputFenced(table.output());
        }
        throw connection.unavailable(end);
    }
}
