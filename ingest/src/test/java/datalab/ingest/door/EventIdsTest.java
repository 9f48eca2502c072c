package datalab.ingest.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventIdsTest {

    @Test
    void makesUuidsOfVersionSevenThatDiffer() {
        Instant now = Instant.parse("2024-05-01T10:00:00.123Z");
        EventIds ids = new EventIds(Clock.fixed(now, ZoneOffset.UTC));
        Set<UUID> seen = new HashSet<>();

        for (int i = 0; i < 200_000; i++) {
            seen.add(UUID.fromString(ids.next()));
        }

        assertThat(seen).hasSize(200_000);
        assertThat(seen).allSatisfy(id -> {
            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
            assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(now.toEpochMilli());
        });
    }
}
