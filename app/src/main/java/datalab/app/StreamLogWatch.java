package datalab.app;

import datalab.lab.Lab;
import datalab.lab.stream.EventStream;
import datalab.log.KafkaLog;
import datalab.log.UnfitTopic;
import datalab.log.status.LogInspector;
import datalab.log.status.SharedTopicStatus;
import datalab.process.loggap.LogGapDetector;
import datalab.process.loggap.LogGapMonitor;
import datalab.process.loggap.LogGapResume;
import datalab.process.loggap.StoreStatusSource;
import datalab.process.loggap.TopicStatusReceiver;
import datalab.process.speed.SpeedLayer;
import datalab.store.Store;
import datalab.web.rest.StreamResume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Monitors the logs of all streams for gaps and resumes streams; an adapter, as web must not depend on process. Thread-safe
 * once started.
 */
final class StreamLogWatch implements StreamResume, AutoCloseable {
    private final List<EventStream> streams = new ArrayList<>();
    private final LogInspector states;
    private final LogGapMonitor watch;
    private final LogGapResume gapResume;

    /**
     * @param hasStore whether this process has a store; otherwise it receives the status from other processes
     * @param partitions of a topic that is created again
     */
    StreamLogWatch(List<Lab> labs, KafkaLog log, Store store, boolean hasStore, int partitions) {
        labs.forEach(lab -> streams.addAll(lab.streams().values()));
        streams.add(SpeedLayer.rejects());
        states = new LogInspector(log.bootstrap());
        LogGapDetector gaps = new LogGapDetector(store.ledger(), store.logIdentities(), states, log.topicStates());
        SharedTopicStatus topic = new SharedTopicStatus(log, states);
        watch = new LogGapMonitor(
                streams,
                hasStore
                        ? new StoreStatusSource(gaps, topic, log.topicStates())
                        : new TopicStatusReceiver(topic, states, log.topicStates()),
                log.topicStates());
        gapResume = new LogGapResume(
                store.ledger(), store.logIdentities(), states, gaps, stream -> makeTopic(log, stream, partitions));
    }

    private static void makeTopic(KafkaLog log, EventStream stream, int partitions) {
        try {
            log.ensureTopic(stream.topic(), partitions);
        } catch (UnfitTopic e) {
            throw e.forNow();
        }
    }

    /** Returns after comparing all of them once, if log and store respond. */
    void start() {
        watch.start();
    }

    /** Throws if a stream rejects writes; the message says which and why. */
    void check() {
        Map<String, String> refusals = watch.refusals();
        if (!refusals.isEmpty()) {
            Map.Entry<String, String> first = refusals.entrySet().iterator().next();
            throw new IllegalStateException(refusals.size() + " of " + streams.size() + " streams take nothing: "
                    + first.getKey() + ": " + first.getValue());
        }
    }

    @Override
    public List<Stopped> resume(String topic, boolean acceptLoss) {
        EventStream stream = streams.stream()
                .filter(one -> one.topic().equals(topic))
                .findFirst()
                .orElseThrow();
        List<Stopped> stopped = gapResume.resume(stream, acceptLoss).stream()
                .map(one -> new Stopped(one.partition(), one.missing(), one.what(), one.resumed()))
                .toList();
        watch.look();
        return stopped;
    }

    @Override
    public void close() {
        watch.close();
        states.close();
    }
}
