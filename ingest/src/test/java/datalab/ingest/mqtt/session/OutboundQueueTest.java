package datalab.ingest.mqtt.session;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.ingest.mqtt.session.OutboundQueue.Due;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboundQueueTest {
    private static final GrantedSubscription QOS_0 = new GrantedSubscription(0, false, false);
    private static final GrantedSubscription QOS_1 = new GrantedSubscription(1, false, true);

    private final OutboundQueue outbox = new OutboundQueue(100);

    @Test
    void keepsTheOrderAndWaitsForAcknowledgements() {
        outbox.begin(this);
        outbox.offer(1, QOS_1);
        outbox.offer(2, QOS_1);
        outbox.offer(3, QOS_1);

        Due first = outbox.next(this, 2);
        Due second = outbox.next(this, 2);
        Due none = outbox.next(this, 2);
        outbox.settled(1);
        Due third = outbox.next(this, 2);

        assertThat(List.of(first, second, third))
                .containsExactly(new Due(1, 1, true, false), new Due(2, 2, true, false), new Due(3, 3, true, false));
        assertThat(none).isNull();
    }

    @Test
    void sendsAgainWhatWasNotAcknowledged() {
        outbox.begin(this);
        outbox.offer(1, QOS_1);
        outbox.offer(2, QOS_1);
        outbox.offer(3, QOS_0);
        outbox.next(this, 10);
        outbox.next(this, 10);
        outbox.settled(1);

        outbox.begin("another");

        assertThat(outbox.next(this, 10)).isNull();
        assertThat(outbox.next("another", 10)).isEqualTo(new Due(2, 2, true, true));
        assertThat(outbox.next("another", 10)).isEqualTo(new Due(3, 0, false, false));
        assertThat(outbox.next("another", 10)).isNull();
    }

    @Test
    void countsWhatIsLostWhereTooManyWait() {
        for (int i = 0; i < 103; i++) {
            outbox.offer(i, QOS_1);
        }

        assertThat(outbox.takeLost()).isEqualTo(3);
        assertThat(outbox.takeLost()).isZero();
    }

    @Test
    void givesPacketIdsAgainOnlyWhenTheyAreFree() {
        outbox.begin(this);
        outbox.offer(0, QOS_1);
        outbox.next(this, 10); // packet id 1 stays taken
        List<Integer> ids = new ArrayList<>();

        for (int i = 1; i <= 70_000; i++) {
            outbox.offer(i, QOS_1);
            Due due = outbox.next(this, 10);
            ids.add(due == null ? -1 : due.packetId());
            outbox.settled(ids.getLast());
        }

        assertThat(ids).doesNotContain(-1, 0, 1).contains(2, 65_535);
    }
}
