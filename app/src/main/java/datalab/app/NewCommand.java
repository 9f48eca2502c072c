package datalab.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datalab new}: the folder of a new lab, with a lab.yaml that works. */
@Command(
        name = "new",
        description = "Makes the folder of a new lab, with a lab.yaml to start from.",
        mixinStandardHelpOptions = true)
final class NewCommand implements Callable<Integer> {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    @Parameters(paramLabel = "LAB", description = "its name: lower case letters, digits and hyphens")
    private String name = "";

    @Option(names = "--labs", paramLabel = "DIR", description = "the folder of labs (./labs)")
    private Path labs = Path.of("labs");

    @Override
    public Integer call() throws IOException {
        if (!NAME.matcher(name).matches() || name.equals("datalab")) {
            throw CommandFailed.ofUsage(
                    "'" + name + "' is no name for a lab; expected lower case letters, digits and hyphens,"
                            + " beginning with a letter, at most 40, and not datalab");
        }
        Path file = labs.resolve(name).resolve("lab.yaml");
        Files.createDirectories(file.getParent());
        try {
            Files.writeString(file, template().replace("NAME", name), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailed(file + " exists already; nothing was changed", e);
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
