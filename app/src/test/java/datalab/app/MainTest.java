package datalab.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class MainTest {

    @Test
    void helpNamesEveryCommand() {
        String help = Main.helpText();

        assertThat(Main.commandLine().getSubcommands().keySet())
                .filteredOn(name -> !name.equals("help"))
                .allSatisfy(name -> assertThat(help).contains("  " + name + " "));
    }

    @Test
    void unknownCommandIsAUsageErrorInOneSentence() {
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine().setErr(new PrintWriter(err));

        int exit = line.execute("rnu");

        assertThat(exit).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("datalab: Unmatched argument at index 0: 'rnu'")
                .doesNotContain("\tat ");
    }
}
