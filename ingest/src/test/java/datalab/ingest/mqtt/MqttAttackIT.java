package datalab.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Strangers that want to use up what there is. Meanwhile an honest client is served, and afterwards everything is as it was.
 * {@code -Ddatalab.attack=10} makes each ten times as large, and {@code -Ddatalab.attack.seconds=1} is what an honest client
 * then waits at most.
 */
class MqttAttackIT {
    private static final int SCALE = Integer.getInteger("datalab.attack", 1);
    private static final Duration WITHIN = Duration.ofSeconds(Integer.getInteger("datalab.attack.seconds", 4));
    private static final String EVENT = "{\"name\":\"a\",\"note\":\"" + "x".repeat(100) + "\"}";

    private interface Attack {
        void run(MqttFixture mqtt, Crowd crowd) throws Exception;
    }

    @Test
    void sessionsWithLongFilters() throws Exception {
        List<String> filters = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            filters.add("sensors/" + "x".repeat(50_000) + i);
        }
        survives((mqtt, crowd) -> {
            for (int i = 0; i < 15 * SCALE; i++) {
                crowd.join(Crowd.connect("long" + i, false));
                crowd.cutLast();
                List<byte[]> packets = new ArrayList<>(List.of(Crowd.connect("long" + i, false)));
                filters.forEach(filter -> packets.add(Crowd.subscribe(List.of(filter), 1)));
                crowd.join(packets.toArray(byte[][]::new));
                crowd.cutLast();
            }
        });
    }

    @Test
    void filtersOfThousandsOfLevels() throws Exception {
        String deep = "sensors" + "/".repeat(20_000);
        survives((mqtt, crowd) -> {
            for (int i = 0; i < 20 * SCALE; i++) {
                crowd.join(Crowd.connect("deep" + i, false), Crowd.subscribe(Collections.nCopies(5, deep + i), 0));
            }
        });
    }

    @Test
    void messagesOfQuality2ThatAreNeverReleased() throws Exception {
        survives((mqtt, crowd) -> {
            for (int i = 0; i < 4 * SCALE; i++) {
                List<byte[]> packets = new ArrayList<>(List.of(Crowd.connect("unreleased" + i, false)));
                for (int id = 1; id <= 5_000; id++) {
                    packets.add(Crowd.publish(2, id, EVENT));
                }
                crowd.join(packets.toArray(byte[][]::new));
                int expected = (i + 1) * 5_000;
                await().atMost(Duration.ofSeconds(60)).until(() -> mqtt.kept().size() >= expected);
                crowd.cutLast();
            }
            mqtt.log.clear();
        });
    }

    @Test
    void packetsThatNeverEnd() throws Exception {
        byte[] begun = new byte[1024 * 1024];
        byte[] header = Crowd.publish(0, 0, "x".repeat(1024 * 1024));
        System.arraycopy(header, 0, begun, 0, begun.length);
        survives((mqtt, crowd) -> {
            int cut = 0;
            for (int i = 0; i < 80 * SCALE; i++) {
                try {
                    crowd.join(Crowd.connect("endless" + i, true), begun);
                } catch (IOException e) {
                    cut++; // was told that there is no room
                }
            }
            assertThat(cut).isLessThan(80 * SCALE);
        });
    }

    @Test
    void subscribersThatNeverRead() throws Exception {
        int events = 2_000 * SCALE;
        survives((mqtt, crowd) -> {
            for (int i = 0; i < 100 * SCALE; i++) {
                crowd.join(Crowd.connect("deaf" + i, true), Crowd.subscribe(List.of("sensors/#"), i % 2));
            }
            try (RawClient publisher = new RawClient(mqtt.source.port())) {
                publisher.connect("busy", true);
                for (int id = 1; id <= events; id++) {
                    publisher.publish(1, id % 60_000 + 1, EVENT);
                    if (id % 100 == 0) {
                        for (int k = 0; k < 100; k++) {
                            publisher.reply();
                        }
                    }
                }
            }
            mqtt.source.check();
        });
    }

    private static void survives(Attack attack) throws Exception {
        try (MqttFixture mqtt = new MqttFixture()) {
            try (HonestClient first = new HonestClient(mqtt.source.port())) {
                await().until(() -> first.times() > 3);
            }
            Footprint before = Footprint.now();
            try (Crowd crowd = new Crowd(mqtt.source.port());
                    HonestClient honest = new HonestClient(mqtt.source.port())) {
                attack.run(mqtt, crowd);
                int then = honest.times();
                await().until(() -> honest.times() > then + 3);
                assertThat(honest.longest()).isLessThan(WITHIN);
            }
            mqtt.log.clear();
            await().atMost(Duration.ofSeconds(30)).until(() -> Footprint.now().isLike(before));
        }
    }
}
