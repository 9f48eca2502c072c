package datalab.web.rest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Lab;
import datalab.lab.event.Offsets;
import datalab.lab.yaml.LabFile;
import datalab.store.Ledger;
import datalab.store.RejectLedger;
import datalab.store.ledger.LogIdentity;
import datalab.store.ledger.Progress;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StreamProgressReaderTest {
    private static final Lab LAB = ((LabFile.Valid) LabFile.parse("lab.yaml", Path.of("."), """
            lab: garden
            streams:
              readings:
                key: name
                time: received
                fields: { name: string }
            """)).lab();

    private long rejected;

    @Test
    void countsTheRejectsOfAllThatIsProcessed() {
        StreamProgressReader statuses = new StreamProgressReader(
                refusing(Ledger.class), refusing(RejectLedger.class), topic -> new Offsets(Map.of(0, 1L)));

        StreamProgress status = requireNonNull(statuses.of(LAB).get("readings"));

        assertThat(status.taken()).isEqualTo(1);
        assertThat(status.rejected()).isEqualTo(1);
    }

    /** A role of a store that refuses a record as its progress is read. */
    private <T> T refusing(Class<T> role) {
        return role.cast(Proxy.newProxyInstance(
                role.getClassLoader(), new Class<?>[] {role}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "progress" -> {
                        rejected++;
                        yield List.of(new Progress(0, 1, 1, 0, 1, 0, null, LogIdentity.NONE, 0));
                    }
                    case "rejectCounts" -> Map.of("readings", rejected);
                    default -> throw new UnsupportedOperationException(method.getName());
                }));
    }
}
