package datalab.web.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.store.result.StoreUnavailable;
import io.grpc.Status;
import org.junit.jupiter.api.Test;

final class QueryStatusTest {
    @Test
    void saysWhatDoesNotAnswer() {
        assertThat(said(new StoreUnavailable("connection refused: 10.0.0.1", new Exception())))
                .isEqualTo("the store does not answer; nothing is lost, ask again");
        assertThat(said(StoreUnavailable.ofArchive("connection refused: 10.0.0.1", null)))
                .isEqualTo("the archive of the stream does not answer; nothing is lost, ask again");
        assertThat(said(StoreUnavailable.ofMovedArchive("the archive of plant.readings is being moved")))
                .isEqualTo("the archive of plant.readings is being moved; nothing is lost, ask again");
    }

    private static String said(StoreUnavailable away) {
        Status status = QueryStatus.of(away).getStatus();
        assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        return String.valueOf(status.getDescription());
    }
}
