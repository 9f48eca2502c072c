package datalab.app;

import java.nio.file.Path;

/**
 * Where a running DataLab can be reached, with the ports it really has. Empty for what this process has not or does not use.
 *
 * @param http the base of all URLs, without a slash at its end
 * @param grpc as gRPC clients take it: host and port
 * @param postgres as psql takes it; no secrets
 */
public record Addresses(String http, String grpc, String mqtt, String kafka, String postgres, Path data) {}
