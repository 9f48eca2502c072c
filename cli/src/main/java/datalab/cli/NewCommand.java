package datalab.cli;

import datalab.app.source.Sources;
import datalab.app.terminal.CommandFailed;
import datalab.lab.yaml.LabFile;
import datalab.lab.yaml.LabGrammar;
import datalab.lab.yaml.output.OutputServers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datalab new}: the folder of a new lab, with a lab.yaml that works. */
@Command(
        name = "new",
        description = "Makes the folder of a new lab, with a lab.yaml to start from.",
        mixinStandardHelpOptions = true)
final class NewCommand implements Callable<Integer> {
    @Parameters(paramLabel = "LAB", description = "its name: lower case letters, digits and hyphens")
    private String name = "";

    @Option(names = "--labs", paramLabel = "DIR", description = "the folder of labs (./labs)")
    private Path labs = Path.of("labs");

    @Override
    public Integer call() throws IOException {
        String yaml = template().replace("NAME", name);
        if (LabFile.parse("lab.yaml", labs, yaml, new LabGrammar(Sources.grammars(), OutputServers.NONE))
                instanceof LabFile.Invalid wrong) {
            throw CommandFailed.ofUsage("'" + name + "' is no name for a lab; expected "
                    + wrong.mistakes().getFirst().expected());
        }
        Path file = labs.resolve(name).resolve("lab.yaml");
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, yaml, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailed(e.getFile() + " exists already; nothing was changed", e);
        } catch (IOException e) {
            throw new CommandFailed(file + " cannot be made: " + CommandFailed.words(e), e);
        }
        System.out.println("made " + file + "; `./datalab run` serves it, the topic is " + name + "/#");
        return 0;
    }

    private static String template() throws IOException {
        try (InputStream in = NewCommand.class.getResourceAsStream("new/lab.yaml")) {
            if (in == null) {
                throw new IllegalStateException("new/lab.yaml is not beside NewCommand");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
