/** The gRPC server for ingest and queries. */
@NullMarked
package datalab.app.grpc;

import org.jspecify.annotations.NullMarked;
