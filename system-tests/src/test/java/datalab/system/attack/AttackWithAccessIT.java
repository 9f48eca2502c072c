package datalab.system.attack;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * Some of the attacks where everybody has to log in: by strangers with a token that may read and write, and by others with none.
 * {@code bench/long attack} has all of them.
 */
final class AttackWithAccessIT extends Attacks {
    private static final String NO_TOKEN = "";

    AttackWithAccessIT() {
        super(Strangers.WITH_TOKEN);
    }

    @Test
    void messagesOfQuality2ThatAreNeverReleased() throws IOException {
        survives("unreleased, with a token", MqttAttacks::neverReleaseMessagesOfQuality2);
        survives("unreleased, without", MqttAttacks::neverReleaseMessagesOfQuality2, NO_TOKEN);
    }

    @Test
    void listenersThatNeverRead() throws IOException {
        survives("deaf listeners, with a token", HttpAttacks::followAndNeverRead);
        survives("deaf listeners, without", HttpAttacks::followAndNeverRead, NO_TOKEN);
    }

    @Test
    void callsThatAreBegunAndGivenUp() throws IOException {
        survives("given up calls, with a token", GrpcAttacks::beginCallsAndGiveThemUp);
        survives("given up calls, without", GrpcAttacks::beginCallsAndGiveThemUp, NO_TOKEN);
    }
}
