package datalab.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import datalab.testkit.DataLabProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Users that pour in while every view is compacted each second, and readers that look all the time. */
final class UserRace {
    static final Duration AT_MOST = Duration.ofMinutes(5);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final DataLabProcess datalab;
    private final String lab;
    final UserSenders senders;
    final UserBatches batches;
    private final UserReaders readers;

    /** @param lab as {@link #makeLab} answers it */
    UserRace(DataLabProcess datalab, String lab, UserSenders senders) {
        this.datalab = datalab;
        this.lab = lab;
        this.senders = senders;
        this.batches = new UserBatches(datalab);
        this.readers = new UserReaders(datalab, senders);
    }

    /** Puts the lab that ships into a folder of labs, but for its schedules, and answers what it says. */
    static String makeLab(Path labs) throws IOException {
        String lab = Files.readString(Path.of("../labs/users/lab.yaml"))
                .replace("n: count}", "n: count, batch: {compact: \"* * * * * *\"}}")
                .replaceAll("batch: \\{compact: .* recompute: .*}", "batch: {compact: \"* * * * * *\"}");
        assertThat(lab.split("\\* \\* \\* \\* \\* \\*", -1)).as(lab).hasSize(4);
        Files.createDirectories(labs.resolve("users"));
        Files.writeString(labs.resolve("users/lab.yaml"), lab);
        return lab;
    }

    void start() {
        readers.start();
        senders.start();
    }

    static void assertThatAllAreDone(List<JsonNode> batches) {
        assertThat(batches)
                .allSatisfy(run ->
                        assertThat(run.get("state").textValue()).as("" + run).isEqualTo("done"));
    }

    void assertThatEachCallWasAnswered() {
        assertThat(senders.unanswered()).as("" + senders).isZero();
        assertThat(readers.unanswered()).as("" + readers).isZero();
    }

    /** To be called when no more users are given out. */
    void assertThatBothLayersEqualTheTruth(String test) throws IOException, InterruptedException {
        int users = senders.finish(AT_MOST);
        ArchivedFold archive = ArchivedFold.awaitSettled(datalab, lab, AT_MOST);
        assertThatAllAreDone(batches.awaitOver(batches.ask("compact")));
        System.out.printf("%s, %s; %s; %d compactions kept%n", test, senders, readers, batches.done("compact"));
        assertThat(readers.finish()).as("" + readers).isEmpty();

        assertThat(archive.ids()).doesNotHaveDuplicates().hasSize(users);
        assertThatRepeatsAreCounted(users);
        for (String view : archive.views()) {
            assertThat(archive.served(view, "merged")).as(view).isEqualTo(archive.folded(view));
            assertThat(archive.served(view, "batch"))
                    .as(view + " of the batch layer")
                    .isEqualTo(archive.folded(view));
            assertThat(archive.served(view, "speed"))
                    .as(view + " of the speed layer")
                    .isEmpty();
        }
        JsonNode registered = archive.served("registered", "merged").iterator().next();
        assertThat(registered.get("n").asInt()).isEqualTo(users);
        assertThat(batches.awaitOver(batches.ask("verify"))).allSatisfy(run -> {
            assertThat(run.get("state").textValue()).as("" + run).isEqualTo("done");
            assertThat(run.get("rows").asInt()).as("" + run).isPositive();
            assertThat(run.get("differing").asInt()).as("" + run).isZero();
        });
    }

    /** All that is in the log and not in the archive: repeats under another name, and what was sent again without an answer. */
    private void assertThatRepeatsAreCounted(int users) throws IOException {
        JsonNode stream = JSON.readTree(datalab.get("/labs/users").body()).at("/streams/0");
        int duplicates = stream.get("duplicates").asInt();
        long inLog = 0;
        for (JsonNode partition : stream.get("partitions")) {
            inLog += partition.get("end_offset").asLong();
        }
        int rejected = stream.get("rejected").asInt();
        assertThat(duplicates + rejected).isEqualTo((int) (inLog - users));
        if (senders.unanswered() == 0) {
            assertThat(rejected).isEqualTo(senders.repeats());
        } else {
            assertThat(rejected).isGreaterThanOrEqualTo(senders.repeats());
        }
    }
}
