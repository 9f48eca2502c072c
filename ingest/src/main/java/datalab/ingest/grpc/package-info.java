/**
 * In over gRPC: {@code datalab.v1.Ingest} for events as JSON, and a typed service for each stream. {@code GrpcIngest} is where
 * to begin reading.
 */
@NullMarked
package datalab.ingest.grpc;

import org.jspecify.annotations.NullMarked;
