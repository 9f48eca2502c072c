package datalab.app;

import java.nio.file.Path;
import java.util.Map;

/**
 * The addresses of a running DataLab, with the actual ports. Empty for what this process has not or does not use.
 *
 * @param http the base of all URLs, without a slash at its end
 * @param grpc as gRPC clients take it: host and port
 * @param sources where sources listen, by what people call them: {@code MQTT}
 * @param postgres as psql takes it; no secrets
 */
public record Addresses(
        String http, String grpc, Map<String, String> sources, String kafka, String postgres, Path data) {}
