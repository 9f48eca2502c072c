package datalab.ingest.grpc;

import datalab.ingest.IngestResult;
import datalab.ingest.grpc.v1.Accepted;
import datalab.ingest.grpc.v1.Busy;
import datalab.ingest.grpc.v1.EventResult;
import datalab.ingest.grpc.v1.Rejected;

/** What is said of single events. */
final class EventResults {
    private EventResults() {}

    /** @param withEvent whether accepted events are wanted back as they are kept */
    static EventResult of(IngestResult result, Target target, boolean withEvent) {
        EventResult.Builder told = EventResult.newBuilder();
        return switch (result) {
            case IngestResult.Accepted event ->
                told.setAccepted(accepted(event, target, withEvent)).build();
            case IngestResult.Rejected why -> told.setRejected(rejected(why)).build();
            case IngestResult.Busy busy -> told.setBusy(busy(busy)).build();
        };
    }

    static Accepted accepted(IngestResult.Accepted event, Target target, boolean withEvent) {
        Accepted.Builder told = Accepted.newBuilder()
                .setPartition(event.at().partition())
                .setOffset(event.at().offset());
        Long id = target.generatedId(event);
        if (id != null) {
            told.setGeneratedId(id);
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
                .build();
    }

    private static Busy busy(IngestResult.Busy busy) {
        return Busy.newBuilder()
                .setRetryAfterMs((int) busy.retryAfter().toMillis())
                .setDetail(busy.detail())
                .build();
    }
}
