/** Queries over gRPC: {@code datalab.v1.Query}, the pages of REST as streams. */
@NullMarked
package datalab.web.grpc;

import org.jspecify.annotations.NullMarked;
