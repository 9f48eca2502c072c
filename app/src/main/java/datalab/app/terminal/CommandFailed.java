package datalab.app.terminal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Thrown if a command fails for a reason that its user can act on. The message is all they see. */
public final class CommandFailed extends RuntimeException {
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private final String explanation;
    private final int exitCode;

    public CommandFailed(String message) {
        this(message, null, FAILED);
    }

    public CommandFailed(String message, Throwable cause) {
        this(message, cause, FAILED);
    }

    private CommandFailed(String message, @Nullable Throwable cause, int exitCode) {
        super(message, cause);
        this.explanation = message;
        this.exitCode = exitCode;
    }

    /** The command itself was wrong: retrying it cannot succeed. */
    public static CommandFailed ofUsage(String message) {
        return new CommandFailed(message, null, USAGE);
    }

    /** A description of the failure without a class name. */
    public static String words(RuntimeException e) {
        String message =
                e instanceof UncheckedIOException io ? words(Objects.requireNonNull(io.getCause())) : e.getMessage();
        return message == null ? "a mistake of DataLab's own" : message;
    }

    /** What is wrong with a file, in words. */
    public static String words(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "there is no such file";
            case AccessDeniedException closed -> "this user has no right to it";
            case FileAlreadyExistsException taken -> "there is a file of that name";
            case CharacterCodingException bytes -> "it is not UTF-8";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> e.getMessage() == null ? "it cannot be read" : e.getMessage();
        };
    }

    /** The message, never null; one line for each problem. */
    public String explanation() {
        return explanation;
    }

    /** The exit code. */
    public int exitCode() {
        return exitCode;
    }
}
