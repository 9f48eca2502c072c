package datalab.ingest.grpc;

import datalab.ingest.door.IngestResult;
import datalab.ingest.grpc.v1.Accepted;
import datalab.ingest.grpc.v1.Busy;
import datalab.ingest.grpc.v1.EventResult;
import datalab.ingest.grpc.v1.Rejected;
import org.jspecify.annotations.Nullable;

/** What is said of single events. */
final class EventResults {
    private EventResults() {}

    /**
     * What is said of one.
     *
     * @param withEvent whether accepted events are wanted back as they are kept
     * @param visible whether they can be read back; null if the call did not wait for that
     */
    static EventResult of(IngestResult result, GrpcStream target, boolean withEvent, @Nullable Boolean visible) {
        EventResult.Builder told = EventResult.newBuilder();
        return switch (result) {
            case IngestResult.Accepted event ->
                told.setAccepted(accepted(event, target, withEvent, visible)).build();
            case IngestResult.Rejected why -> told.setRejected(rejected(why)).build();
            case IngestResult.Busy busy -> told.setBusy(busy(busy)).build();
        };
    }

    static Accepted accepted(
            IngestResult.Accepted event, GrpcStream target, boolean withEvent, @Nullable Boolean visible) {
        Accepted.Builder told = Accepted.newBuilder()
                .setPartition(event.at().partition())
                .setOffset(event.at().offset());
        Long id = target.generatedId(event);
        if (id != null) {
            told.setGeneratedId(id);
        }
        if (visible != null) {
            told.setVisible(visible);
        }
        if (withEvent) {
            told.setEvent(target.kept(event));
        }
        return told.build();
    }

    private static Rejected rejected(IngestResult.Rejected why) {
        return Rejected.newBuilder()
                .setReason(why.reason().text())
                .setField(why.field() == null ? "" : why.field())
                .setDetail(why.detail())
                .setCode(IngestStatus.code(why.reason()).getNumber())
                .build();
    }

    private static Busy busy(IngestResult.Busy busy) {
        return Busy.newBuilder()
                .setRetryAfterMs((int) busy.retryAfter().toMillis())
                .setDetail(busy.detail())
                .build();
    }
}
