package datalab.store.mongodb.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a URL of MongoDB says and hides. */
final class MongoUrlTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mongodb://host/sensor",
                "mongodb://a:27017,b:27017/sensor?replicaSet=rs0&w=1",
                "mongodb://ann:p%40ss@host/sensor?authSource=admin",
                "mongodb+srv://cluster.example.org/sensor"
            })
    void takesUrlsWithADatabase(String url) {
        assertThat(new MongoUrl(url).isUsable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "host/sensor", "mongodb://host", "mongodb://host/", "mongodb://host:x/sensor", "mysql://h/d"
            })
    void refusesOthers(String url) {
        assertThat(new MongoUrl(url).isUsable()).isFalse();
    }

    @Test
    void takesAUserWhoseNameAndPasswordHoldAnything() {
        MongoUrl url = new MongoUrl("mongodb://host:27017/sensor").withUser("ann@home", "p: /?+ö");

        assertThat(Objects.requireNonNull(url.parse().getCredential()).getUserName())
                .isEqualTo("ann@home");
        assertThat(url.parse().getPassword()).isEqualTo("p: /?+ö".toCharArray());
    }

    @Test
    void showsNeitherUserNorPassword() {
        assertThat(new MongoUrl("mongodb://ann:secret@a:1,b:2/sensor?tls=true")).hasToString("a:1,b:2/sensor");
        assertThat(new MongoUrl("mongodb://ann:secret@")).hasToString("MongoDB");
    }
}
