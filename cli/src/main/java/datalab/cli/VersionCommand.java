package datalab.cli;

import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code datalab version}. */
@Command(name = "version", description = "Says which DataLab and which Java this is.", mixinStandardHelpOptions = true)
final class VersionCommand implements Runnable {

    @Override
    public void run() {
        System.out.println(sentence());
    }

    /** What {@code --version} says of every command. */
    static String sentence() {
        return "datalab " + version() + ", Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + "), "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }

    static String version() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
