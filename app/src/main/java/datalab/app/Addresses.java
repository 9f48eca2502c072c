package datalab.app;

import java.nio.file.Path;
import java.util.Map;

/**
 * The addresses of a running DataLab, with the actual ports. Empty for servers that this process does not have or use.
 *
 * @param http the base of all URLs, without a slash at its end
 * @param grpc as gRPC clients take it: host and port
 * @param sources the addresses of listening sources, by display name: {@code MQTT}
 * @param postgres as psql takes it; no secrets
 */
public record Addresses(
        String http, String grpc, Map<String, String> sources, String kafka, String postgres, Path data) {}
