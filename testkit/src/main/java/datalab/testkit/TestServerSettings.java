package datalab.testkit;

import datalab.store.server.ServerSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Settings of a server as texts by name, for tests of what is on it. What is refused throws. */
public record TestServerSettings(String name, Map<String, String> texts) implements ServerSettings {
    public TestServerSettings {
        texts = Map.copyOf(texts);
    }

    @Override
    public String required(String setting, String expected) {
        return optional(setting).orElseThrow(() -> new IllegalArgumentException(setting + ": " + expected));
    }

    @Override
    public Optional<String> optional(String setting) {
        return Optional.ofNullable(texts.get(setting));
    }

    @Override
    public Optional<String> secret(String setting) {
        return optional(setting);
    }

    @Override
    public int number(String setting, int fallback, int min, int max, String expected) {
        return optional(setting).map(Integer::parseInt).orElse(fallback);
    }

    @Override
    public Duration duration(String setting, String fallback, Duration min, Duration max) {
        return Duration.parse(optional(setting).orElse("PT" + fallback));
    }

    @Override
    public boolean flag(String setting, boolean fallback) {
        return optional(setting).map(Boolean::parseBoolean).orElse(fallback);
    }

    @Override
    public void refuse(String setting, String expected) {
        throw new IllegalArgumentException(setting + ": " + expected);
    }
}
