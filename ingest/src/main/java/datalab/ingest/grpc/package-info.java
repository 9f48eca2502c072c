/**
 * The gRPC source: {@code datalab.v1.Ingest} for events as JSON, and a typed service for each stream. Entry point:
 * {@code GrpcIngest}.
 */
@NullMarked
package datalab.ingest.grpc;

import org.jspecify.annotations.NullMarked;
