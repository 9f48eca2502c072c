package datalab.app.settings;

import datalab.app.terminal.CommandFailed;
import datalab.store.server.ServerSettings;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The settings of one server, below its path. */
final class NamedServerSettings implements ServerSettings {
    private final String name;
    private final String path;
    private final SettingsReader reader;

    NamedServerSettings(String name, String path, SettingsReader reader) {
        this.name = name;
        this.path = path;
        this.reader = reader;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String required(String setting, String expected) {
        Optional<String> text = optional(setting);
        if (text.isEmpty()) {
            reader.refuseSection(path, "has no " + setting + "; expected " + expected);
        }
        return text.orElse("");
    }

    @Override
    public Optional<String> optional(String setting) {
        return reader.optional(of(setting));
    }

    /** Where the secret and its file are both set, that of the environment. */
    @Override
    public Optional<String> secret(String setting) {
        String fileSetting = setting + "_file";
        String own = reader.secret(of(setting), "");
        Optional<String> file = optional(fileSetting);
        boolean both = !own.isEmpty() && file.isPresent();
        if (both && reader.isVariable(of(setting)) == reader.isVariable(of(fileSetting))) {
            refuse(fileSetting, "no file beside " + of(setting));
        }
        return file.isEmpty() || (both && !reader.isVariable(of(fileSetting)))
                ? Optional.of(own).filter(text -> !text.isEmpty())
                : file.flatMap(name -> content(fileSetting, name));
    }

    private Optional<String> content(String setting, String file) {
        try {
            return Optional.of(PasswordFile.read(Path.of(file)));
        } catch (IOException e) {
            refuse(setting, "a file with the secret alone: " + CommandFailed.words(e));
        } catch (InvalidPathException e) {
            refuse(setting, "the path of a file");
        }
        return Optional.empty();
    }

    @Override
    public int number(String setting, int fallback, int min, int max, String expected) {
        return reader.number(of(setting), fallback, min, max, expected);
    }

    @Override
    public Duration duration(String setting, String fallback, Duration min, Duration max) {
        return reader.duration(of(setting), fallback, min, max);
    }

    @Override
    public boolean flag(String setting, boolean fallback) {
        return reader.flag(of(setting), fallback);
    }

    @Override
    public void refuse(String setting, String expected) {
        reader.refuse(of(setting), expected);
    }

    private String of(String setting) {
        return path + "." + setting;
    }
}
