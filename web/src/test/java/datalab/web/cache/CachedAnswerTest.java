package datalab.web.cache;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.web.http.Answer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class CachedAnswerTest {
    private static final Freshness FRESHNESS = new Freshness(Duration.ofSeconds(30), Duration.ofMinutes(5));

    @Test
    void saysWhatTheCacheDid() {
        assertThat(answer(Duration.ofSeconds(18), true).cacheStatus()).isEqualTo("DataLab; hit; ttl=12");
        assertThat(answer(Duration.ofMillis(30_001), true).cacheStatus()).isEqualTo("DataLab; hit; ttl=-1");
        assertThat(answer(Duration.ZERO, false).cacheStatus()).isEqualTo("DataLab; fwd=miss");
    }

    private static CachedAnswer answer(Duration age, boolean isKept) {
        return new CachedAnswer(Answer.json(new byte[0]), age, FRESHNESS, isKept);
    }
}
