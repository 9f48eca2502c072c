package datalab.ingest.grpc;

import datalab.ingest.IngestResult;
import datalab.ingest.grpc.v1.Accepted;
import datalab.ingest.grpc.v1.Busy;
import datalab.ingest.grpc.v1.EventResult;
import datalab.ingest.grpc.v1.Rejected;
import org.jspecify.annotations.Nullable;

/** What is said of single events. */
final class EventResults {
    private EventResults() {}

    /** @param echo the stream where accepted events are wanted back; null where they are not */
    static EventResult of(IngestResult result, @Nullable Target echo) {
        EventResult.Builder told = EventResult.newBuilder();
        return switch (result) {
            case IngestResult.Accepted event ->
                told.setAccepted(accepted(event, echo)).build();
            case IngestResult.Rejected why -> told.setRejected(rejected(why)).build();
            case IngestResult.Busy busy -> told.setBusy(busy(busy)).build();
        };
    }

    static Accepted accepted(IngestResult.Accepted event, @Nullable Target echo) {
        Accepted.Builder told = Accepted.newBuilder()
                .setPartition(event.at().partition())
                .setOffset(event.at().offset());
        if (echo != null) {
            told.setEvent(echo.kept(event));
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
