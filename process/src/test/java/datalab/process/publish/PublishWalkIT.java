package datalab.process.publish;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.process.publish.BrokenOutputs.Plant;
import datalab.process.publish.walked.WalkedJdbc;
import datalab.process.publish.walked.WalkedTarget;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Outputs by JDBC, on PostgreSQL; and the rules of running totals, which are those of every kind. */
final class PublishWalkIT implements PublishWalkContract {
    @RegisterExtension
    static final WalkedDatabase database = new WalkedDatabase();

    private static WalkedTarget walked;

    @BeforeAll
    static void start() throws SQLException {
        walked = new WalkedJdbc(database.settings());
    }

    @AfterAll
    static void end() {
        walked.close();
    }

    @Override
    public WalkedLedger ledger() {
        return database.ledger();
    }

    @Override
    public WalkedTarget walked() {
        return walked;
    }

    @Override
    public Stream<Plant> plants() {
        Stream<Plant> ofTotals =
                Arrays.stream(Plant.values()).filter(plant -> plant.isOfTotals() && plant != Plant.TOKEN_UNCHECKED);
        return Stream.concat(PublishWalkContract.super.plants(), ofTotals);
    }

    /** A publisher that was taken over from changes nothing in the ledger; where it may, rows stay old. */
    @ParameterizedTest
    @EnumSource(names = {"NONE", "TOKEN_UNCHECKED"})
    void keepsOutWhoWasTakenOverFrom(Plant plant) {
        Stream<String> faults =
                IntStream.range(0, 4).boxed().flatMap(seed -> walk(plant, true, seed).takenOver().stream());

        assertThat(faults.findFirst().isPresent()).isEqualTo(plant != Plant.NONE);
    }
}
