package datalab.system.attack;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** All attacks that there are, one after another. */
abstract class AttackSuite extends Attacks {
    AttackSuite(Strangers strangers) {
        super(strangers);
    }

    @Test
    void parkedSessionsWithLongFilters() throws IOException {
        survives("long filters", MqttAttacks::parkSessionsWithLongFilters);
    }

    @Test
    void filtersOfThousandsOfLevels() throws IOException {
        survives("deep filters", MqttAttacks::subscribeToThousandsOfLevels);
    }

    @Test
    void messagesOfQuality2ThatAreNeverReleased() throws IOException {
        survives("unreleased", MqttAttacks::neverReleaseMessagesOfQuality2);
    }

    @Test
    void packetsThatNeverEnd() throws IOException {
        survives("endless packets", MqttAttacks::neverEndAPacket);
    }

    @Test
    void subscribersThatNeverRead() throws IOException {
        survives("deaf subscribers", MqttAttacks::subscribeAndNeverRead);
    }

    @Test
    void bodiesAndHeadsThatHardlyCome() throws IOException {
        survives("trickling senders", HttpAttacks::trickle);
    }

    @Test
    void readersOfLargeAnswersThatNeverRead() throws IOException {
        survives("deaf readers", HttpAttacks::askAndNeverRead);
    }

    @Test
    void listenersThatNeverRead() throws IOException {
        survives("deaf listeners", HttpAttacks::followAndNeverRead);
    }

    @Test
    void manyQuestionsForManyRows() throws IOException {
        survives("heavy questions", HttpAttacks::askForMuch);
    }

    @Test
    void manyQuestionsForLargeRows() throws IOException {
        survives("large rows", HttpAttacks::askForLargeRows);
    }

    @Test
    void linesThatAreNoEvents() throws IOException {
        survives("bad lines", HttpAttacks::sendBadLines);
    }

    @Test
    void requestsInOnePacketAndCutOnes() throws IOException {
        survives("pipelined, cut", HttpAttacks::pipelineAndCut);
    }

    @Test
    void connectionsThatSayNothing() throws IOException {
        survives("silent", HttpAttacks::connectAndSayNothing);
    }

    @Test
    void callsThatAreBegunAndGivenUp() throws IOException {
        survives("given up calls", GrpcAttacks::beginCallsAndGiveThemUp);
    }

    @Test
    void callsWhoseAnswersNobodyReads() throws IOException {
        survives("deaf calls", GrpcAttacks::askAndNeverRead);
    }
}
